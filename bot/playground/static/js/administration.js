// What administrators of the workspace do: archive a channel, revoke the bot's token, take scopes away.
// And what people do not see: metadata.

import { playground } from "./api.js";
import { el } from "./dom.js";

/** A part of the drawer; `onDebug` turns the view of metadata on and off. */
export class Administration {
  constructor({ notify, onChange, onDebug }) {
    Object.assign(this, { notify, onChange, drawn: null });
    this.acts = el("div", { class: "drawer-acts" });
    this.scopes = el("div", { class: "choices" });
    const debug = el("input", { type: "checkbox" });
    debug.addEventListener("change", () => onDebug(debug.checked));
    this.node = el(
      "section",
      { class: "administration" },
      el("h3", {}, "As an administrator"),
      this.acts,
      el(
        "details",
        {},
        el("summary", {}, "What the app may do"),
        el("p", { class: "drawer-words" }, "Take a scope away to see what the bot does without."),
        this.scopes,
      ),
      el("h3", {}, "For whoever builds the bot"),
      el("label", { class: "choice" }, debug, "Show the metadata of messages"),
    );
  }

  /** Make it equal to the state; `channel` is the one that is open. */
  show({ app }, channel) {
    const signature = JSON.stringify([app, channel?.id, channel?.archived]);
    if (!app || signature === this.drawn) return;
    this.drawn = signature;
    const focused = this.node.contains(document.activeElement)
      ? document.activeElement.dataset.key
      : null;
    this.acts.replaceChildren(...this.buttons(app, channel));
    this.scopes.replaceChildren(...app.scopes.map((scope) => this.scope(scope)));
    if (focused) this.node.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  }

  buttons(app, channel) {
    const archive =
      channel?.kind === "channel"
        ? this.button(
            channel.archived ? `Bring back #${channel.name}` : `Archive #${channel.name}`,
            "archive",
            () => this.send(channel.archived ? "unarchive" : "archive", { channel: channel.id }),
          )
        : null;
    const token = app.refused_with
      ? this.button("Take the bot’s token again", "token", () => this.send("restore_token"))
      : this.button("Revoke the bot’s token", "token", () => this.send("revoke_token"));
    return [archive, token].filter(Boolean);
  }

  button(label, key, click) {
    return el("button", { class: "button", type: "button", dataset: { key }, on: { click } }, label);
  }

  scope({ name, granted }) {
    const box = el("input", { type: "checkbox", checked: granted, dataset: { key: name } });
    box.addEventListener("change", () =>
      this.send(box.checked ? "grant" : "take_scopes", { scopes: [name] }),
    );
    return el("label", { class: "choice" }, box, el("code", {}, name));
  }

  async send(act, more) {
    const answer = await playground.administer(act, more);
    if (answer.ok === false) this.notify(answer.message ?? answer.error, "error");
    this.onChange();
  }
}

// The line above the messages: the channel's name, its people, the bot's place in it, the app's tabs.

import { playground } from "./api.js";
import { el, icon } from "./dom.js";
import { avatarOf } from "./people.js";

/** Draws the head of a channel or of the app's direct message. */
export class ChannelHead {
  constructor(node, { onMenu, onTab, notify, onChange }) {
    Object.assign(this, { node, onMenu, onTab, notify, onChange, drawn: null });
  }

  show(channel, tab, scene) {
    const signature = JSON.stringify([channel, tab, scene.me]);
    if (signature === this.drawn) return;
    const focused = this.node.contains(document.activeElement)
      ? document.activeElement.dataset.key
      : null;
    this.drawn = signature;
    const bot = [...scene.users.values()].find((user) => user.role === "bot");
    const menu = el(
      "button",
      {
        class: "icon-button menu",
        type: "button",
        "aria-label": "Open the sidebar",
        dataset: { key: "menu" },
        on: { click: () => this.onMenu() },
      },
      icon("menu"),
    );
    const head =
      channel.kind === "dm" ? this.appHead(bot, tab) : this.channelHead(channel, bot, scene);
    this.node.replaceChildren(el("div", { class: "head-row" }, menu, ...head));
    if (channel.kind === "dm") this.node.append(this.tabs(tab));
    if (focused) this.node.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  }

  appHead(bot) {
    return [
      bot ? avatarOf(bot, "small") : null,
      el("h1", {}, bot?.name ?? "salesbell"),
      el("span", { class: "badge" }, "APP"),
    ];
  }

  channelHead(channel, bot, scene) {
    const faces = channel.members
      .map((id) => scene.user(id))
      .filter((user) => user && user.role !== "bot");
    const label = channel.bot_is_member ? `Remove ${bot?.name}` : `Invite ${bot?.name}`;
    return [
      icon(channel.private ? "lock" : "hash"),
      el("h1", {}, channel.name),
      el(
        "span",
        { class: "faces", title: faces.map((user) => user.name).join(", ") },
        faces.slice(0, 3).map((user) => avatarOf(user, "small")),
        el("span", {}, String(faces.length)),
      ),
      el(
        "button",
        {
          class: "button small member",
          type: "button",
          dataset: { key: "member" },
          on: { click: () => this.turnMember(channel) },
        },
        label,
      ),
    ];
  }

  tabs(tab) {
    const one = (name, label) =>
      el(
        "button",
        {
          class: "tab",
          type: "button",
          role: "tab",
          id: `tab-${name}`,
          dataset: { key: name },
          "aria-selected": String(tab === name),
          "aria-controls": name === "home" ? "home" : "messages",
          tabindex: tab === name ? "0" : "-1",
          on: { click: () => this.onTab(name), keydown: (event) => this.onTabKey(event, name) },
        },
        label,
      );
    return el(
      "div",
      { class: "tabs", role: "tablist", "aria-label": "Tabs of the app" },
      one("messages", "Messages"),
      one("home", "Home"),
    );
  }

  onTabKey(event, name) {
    if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
    event.preventDefault();
    const other = name === "home" ? "messages" : "home";
    this.onTab(other);
    this.node.querySelector(`[data-key="${other}"]`)?.focus();
  }

  async turnMember(channel) {
    const answer = await playground.member(channel.id, !channel.bot_is_member);
    if (answer.ok === false) this.notify(answer.message ?? answer.error, "error");
    this.onChange();
  }
}

// The modal of a bot: the top view of the person's stack, with what was filled in kept while the bot
// changes the view, and errors beside the fields.

import { playground } from "./api.js";
import { drawBlocks } from "./blocks.js";
import { el, icon } from "./dom.js";
import { drawText } from "./mrkdwn.js";
import { Surface } from "./surface.js";

/** Shows the views of one person, last on top. */
export class ModalStack {
  constructor() {
    this.drawn = null;
    this.surfaces = new Map();
  }

  /** Make the dialog equal to `views`. */
  show(views, scene) {
    const top = views.at(-1) ?? null;
    for (const id of this.surfaces.keys())
      if (!views.some((view) => view.id === id)) this.surfaces.delete(id);
    if (!top) return this.hide();
    this.views = views;
    this.scene = scene;
    const { id, title, blocks, submit, close } = top;
    const signature = JSON.stringify([id, title, blocks, submit, close, views.length, scene.me]);
    if (signature === this.drawn) return undefined;
    this.drawn = signature;
    return this.draw(top);
  }

  hide() {
    this.drawn = null;
    this.dialog?.close();
    this.dialog?.remove();
    this.dialog = null;
  }

  open() {
    this.dialog = el("dialog", { class: "modal" });
    this.dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      this.closeTop();
    });
    document.body.append(this.dialog);
    this.dialog.showModal();
  }

  draw(view) {
    const focused = document.activeElement?.dataset?.actionId;
    if (!this.dialog) this.open();
    const surface = new Surface(
      this.scene,
      { type: "view", view_id: view.id },
      this.surfaces.get(view.id),
      view.opened_in,
    );
    this.surfaces.set(view.id, surface);
    this.view = view;
    this.dialog.setAttribute("aria-label", view.title?.text ?? "Modal");
    this.trouble = el("div", { class: "modal-trouble", role: "alert", hidden: true });
    const form = el(
      "form",
      { novalidate: true },
      this.head(view),
      el("div", { class: "modal-body" }, this.trouble, drawBlocks(view.blocks, surface)),
      this.foot(view),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit(surface);
    });
    this.dialog.replaceChildren(form);
    const again = focused
      ? this.dialog.querySelector(`[data-action-id="${CSS.escape(focused)}"]`)
      : null;
    (
      again ??
      this.dialog.querySelector(".modal-body :is(input, textarea, .select)") ??
      this.dialog.querySelector("button.close")
    )?.focus();
  }

  head(view) {
    return el(
      "header",
      {},
      this.views.length > 1
        ? el(
            "button",
            {
              type: "button",
              class: "icon-button",
              "aria-label": "Back",
              on: { click: () => this.closeTop() },
            },
            icon("back"),
          )
        : null,
      el("img", { src: "/static/salesbell.svg", alt: "", class: "modal-mark" }),
      el("h2", {}, drawText(view.title, this.scene)),
      el(
        "button",
        {
          type: "button",
          class: "icon-button close",
          "aria-label": "Close",
          on: { click: () => this.closeAll() },
        },
        icon("close"),
      ),
    );
  }

  foot(view) {
    const close = view.close ? drawText(view.close, this.scene) : view.submit ? "Cancel" : "Close";
    this.send = view.submit
      ? el("button", { type: "submit", class: "button primary" }, drawText(view.submit, this.scene))
      : null;
    return el(
      "footer",
      {},
      el(
        "button",
        { type: "button", class: "button", on: { click: () => this.closeTop() } },
        close,
      ),
      this.send,
    );
  }

  showErrors(surface, errors) {
    let first = null;
    for (const [id, field] of surface.fields) {
      field.show(errors[id] ?? null);
      if (errors[id]) first ??= field.node;
    }
    first?.scrollIntoView({ block: "nearest" });
    first?.querySelector("input, textarea, button")?.focus({ preventScroll: true });
    return first !== null;
  }

  async submit(surface) {
    const faults = [...surface.fields]
      .map(([id, field]) => [id, field.fault()])
      .filter(([, fault]) => fault);
    if (this.showErrors(surface, Object.fromEntries(faults))) return;
    this.trouble.hidden = true;
    this.send?.setAttribute("disabled", "");
    this.send?.classList.add("waiting");
    const answer = await playground.submit(this.scene.me, this.view.id, surface.values);
    this.send?.removeAttribute("disabled");
    this.send?.classList.remove("waiting");
    if (answer.errors) this.showErrors(surface, answer.errors);
    else if (!answer.ok) this.complain(answer);
    this.scene.afterAction();
  }

  complain(answer) {
    this.trouble.hidden = false;
    this.trouble.textContent = answer.message ?? "We had some trouble connecting. Try again?";
  }

  async closeTop() {
    await playground.close(this.scene.me, this.view.id);
    this.scene.afterAction();
  }

  async closeAll() {
    for (const view of [...this.views].reverse()) await playground.close(this.scene.me, view.id);
    this.scene.afterAction();
  }
}

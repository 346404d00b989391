// The Home tab of the app, as the bot published it for this person.

import { drawBlocks } from "./blocks.js";
import { el } from "./dom.js";
import { Surface } from "./surface.js";

/** Keeps an element equal to the published view. */
export class HomeTab {
  constructor(node) {
    this.node = node;
    this.drawn = null;
    this.surface = null;
  }

  show(view, scene) {
    const signature = JSON.stringify([scene.me, view?.id, view?.blocks]);
    if (signature === this.drawn) return;
    this.drawn = signature;
    if (!view) {
      this.surface = null;
      this.node.replaceChildren(
        el(
          "div",
          { class: "empty" },
          el("strong", {}, "Nothing here yet"),
          el(
            "p",
            {},
            "salesbell has not published its Home tab for you. It does so when you open this tab.",
          ),
        ),
      );
      return;
    }
    this.surface = new Surface(scene, { type: "view", view_id: view.id }, this.surface);
    this.node.replaceChildren(
      el("div", { class: "home-sheet" }, drawBlocks(view.blocks, this.surface)),
    );
  }
}

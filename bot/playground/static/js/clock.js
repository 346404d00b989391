// The clock bar: what time it is in the playground, and the buttons that move it.

import { playground } from "./api.js";
import { clockText, instantOf, wallText } from "./dates.js";
import { el, icon } from "./dom.js";

const STEPS = [
  ["+1h", "+1 hour"],
  ["+1d", "+1 day"],
  ["+1w", "+1 week"],
  ["next-monday-0900", "to next Monday 09:00"],
];

/** Runs on between two readings of the server's clock. */
export class Clock {
  constructor(node, { notify, onMove }) {
    Object.assign(this, { node, notify, onMove, ahead: 0, zone: "UTC" });
    this.face = el("span", { class: "clock-face" });
    this.zoneName = el("span", { class: "clock-zone" });
    this.wall = el("input", {
      type: "datetime-local",
      class: "clock-wall",
      "aria-label": "Move the clock to",
    });
    this.open = el(
      "button",
      {
        class: "clock-open",
        type: "button",
        "aria-expanded": "false",
        "aria-controls": "clock-controls",
        on: { click: () => this.toggle() },
      },
      icon("clock"),
      this.face,
      this.zoneName,
    );
    const set = el(
      "form",
      { class: "clock-set", on: { submit: (event) => this.set(event) } },
      this.wall,
      el("button", { class: "bar-button", type: "submit" }, "Set"),
    );
    this.controls = el(
      "div",
      {
        class: "clock-controls",
        id: "clock-controls",
        role: "group",
        "aria-label": "Move the clock",
      },
      STEPS.map(([to, label]) => this.button(to, label)),
      set,
      this.button("now", "Back to now"),
    );
    node.replaceChildren(this.open, this.controls);
    setInterval(() => this.tick(), 1000);
  }

  button(to, label) {
    return el(
      "button",
      { class: "bar-button", type: "button", dataset: { to }, on: { click: () => this.move(to) } },
      label,
    );
  }

  now() {
    return new Date(Date.now() + this.ahead);
  }

  /** Take over the server's reading. */
  show(now, zone) {
    this.ahead = new Date(now).getTime() - Date.now();
    this.zone = zone;
    if (!this.controls.contains(document.activeElement) || this.wall.value === "")
      this.wall.value = wallText(this.now(), zone);
    this.zoneName.textContent = zone;
    this.tick();
  }

  tick() {
    const text = clockText(this.now(), this.zone);
    if (this.face.textContent !== text) this.face.textContent = text;
  }

  toggle() {
    const open = this.node.classList.toggle("open");
    this.open.setAttribute("aria-expanded", String(open));
  }

  set(event) {
    event.preventDefault();
    if (this.wall.value) this.move(instantOf(this.wall.value, this.zone).toISOString());
  }

  async move(to) {
    this.node.classList.remove("open");
    this.open.setAttribute("aria-expanded", "false");
    const answer = await playground.clock(to);
    if (answer.ok === false) this.notify(answer.message ?? answer.error, "error");
    this.wall.value = "";
    this.onMove();
  }
}

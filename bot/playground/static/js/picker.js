// A menu that opens from a button: a searchable list (selects) or a short one (overflow, people).

import { el, freshId, icon } from "./dom.js";

const SEARCH_FROM = 8;
const GAP = 4;

/**
 * Groups: {label, entries}. Entries: {value, text, draw?, note?}; `draw` makes the words anew each
 * time. `onPick` gets the entry. While it is `full`, only what is chosen can be picked, to drop it.
 */
export class Picker {
  constructor({
    trigger,
    groups,
    chosen = () => false,
    full = () => false,
    onPick,
    multiple = false,
    search = null,
  }) {
    this.full = full;
    this.trigger = trigger;
    this.groups = groups;
    this.chosen = chosen;
    this.onPick = onPick;
    this.multiple = multiple;
    this.active = -1;
    const count = groups.reduce((sum, group) => sum + group.entries.length, 0);
    this.searchable = search ?? count >= SEARCH_FROM;
    trigger.setAttribute("aria-haspopup", "listbox");
    trigger.setAttribute("aria-expanded", "false");
    trigger.addEventListener("click", () => (this.pop ? this.close() : this.open()));
    trigger.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" && !this.pop) {
        event.preventDefault();
        this.open();
      }
    });
  }

  open() {
    this.list = el("ul", {
      class: "picker-list",
      role: "listbox",
      id: freshId("list"),
      "aria-multiselectable": this.multiple ? "true" : null,
      tabindex: this.searchable ? null : "0",
    });
    this.field = this.searchable
      ? el("input", {
          class: "picker-search",
          type: "text",
          placeholder: "Search",
          role: "combobox",
          "aria-label": "Search the list",
          "aria-expanded": "true",
          "aria-controls": this.list.id,
          autocomplete: "off",
        })
      : null;
    const done = this.multiple
      ? el(
          "button",
          { class: "button picker-done", type: "button", on: { click: () => this.close() } },
          "Done",
        )
      : null;
    this.pop = el("div", { class: "picker", popover: "auto" }, this.field, this.list, done);
    this.keys = this.field ?? this.list;
    this.keys.addEventListener("keydown", (event) => this.onKey(event));
    this.field?.addEventListener("input", () => this.fill(this.field.value));
    this.pop.addEventListener("toggle", (event) => event.newState === "closed" && this.gone());
    this.trigger.after(this.pop);
    this.fill("");
    this.pop.showPopover();
    this.place();
    this.moving = new AbortController();
    for (const event of ["scroll", "resize"])
      addEventListener(event, () => this.place(), { capture: true, signal: this.moving.signal });
    this.trigger.setAttribute("aria-expanded", "true");
    this.keys.focus({ preventScroll: true });
  }

  /** Below the button, above it when there is more room; on a phone the style sheet makes it a sheet. */
  place() {
    const box = this.trigger.getBoundingClientRect();
    const size = this.pop.getBoundingClientRect();
    const below = innerHeight - box.bottom - GAP;
    const top =
      size.height <= below || below >= box.top
        ? box.bottom + GAP
        : Math.max(GAP, box.top - GAP - size.height);
    const left = Math.max(8, Math.min(box.left, innerWidth - size.width - 8));
    this.pop.style.setProperty("--top", `${Math.round(top)}px`);
    this.pop.style.setProperty("--left", `${Math.round(left)}px`);
    this.pop.style.setProperty("--room", `${Math.round(innerHeight - top - 8)}px`);
    this.pop.style.setProperty("--trigger", `${Math.round(box.width)}px`);
  }

  fill(query) {
    const wanted = query.trim().toLocaleLowerCase();
    this.entries = [];
    const rows = this.groups.flatMap((group) => {
      const entries = group.entries.filter((entry) =>
        entry.text.toLocaleLowerCase().includes(wanted),
      );
      if (!entries.length) return [];
      return [
        group.label ? el("li", { class: "picker-group", role: "presentation" }, group.label) : null,
        ...entries.map((entry) => this.row(entry)),
      ];
    });
    this.list.replaceChildren(...rows.filter(Boolean));
    if (!this.entries.length)
      this.list.append(el("li", { class: "picker-empty", role: "presentation" }, "No matches"));
    this.mark(
      Math.max(
        0,
        this.entries.findIndex(({ entry }) => this.chosen(entry)),
      ),
    );
  }

  row(entry) {
    const on = this.chosen(entry);
    const node = el(
      "li",
      {
        id: freshId("option"),
        class: "picker-option",
        role: "option",
        "aria-selected": String(on),
        "aria-disabled": !on && this.full() ? "true" : null,
        dataset: { value: entry.value },
        on: {
          click: () => this.pick(entry),
          pointermove: () => this.mark(this.entries.findIndex((row) => row.entry === entry)),
        },
      },
      el("span", { class: "picker-tick" }, on ? icon("check") : null),
      el(
        "span",
        { class: "picker-label" },
        entry.draw ? entry.draw() : entry.text,
        entry.note ? el("small", {}, entry.note) : null,
      ),
    );
    this.entries.push({ entry, node });
    return node;
  }

  mark(index) {
    this.entries[this.active]?.node.classList.remove("active");
    this.active = this.entries.length ? (index + this.entries.length) % this.entries.length : -1;
    const row = this.entries[this.active];
    row?.node.classList.add("active");
    if (row) this.keys.setAttribute("aria-activedescendant", row.node.id);
    else this.keys.removeAttribute("aria-activedescendant");
  }

  onKey(event) {
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps) this.mark(this.active + steps[event.key]);
    else if (event.key === "Home" && !this.field) this.mark(0);
    else if (event.key === "End" && !this.field) this.mark(this.entries.length - 1);
    else if (event.key === "Enter" || (event.key === " " && !this.field))
      this.entries[this.active] && this.pick(this.entries[this.active].entry);
    else if (event.key === "Tab") return this.close();
    else return undefined;
    event.preventDefault();
    return this.entries[this.active]?.node.scrollIntoView({ block: "nearest" });
  }

  pick(entry) {
    if (this.full() && !this.chosen(entry)) return;
    this.onPick(entry);
    if (this.multiple) this.fill(this.field?.value ?? "");
    else this.close();
  }

  close() {
    this.pop?.hidePopover();
  }

  gone() {
    const hadFocus =
      this.pop.contains(document.activeElement) || document.activeElement === document.body;
    this.moving.abort();
    this.pop.remove();
    this.pop = null;
    this.trigger.setAttribute("aria-expanded", "false");
    if (hadFocus && this.trigger.isConnected) this.trigger.focus({ preventScroll: true });
  }
}

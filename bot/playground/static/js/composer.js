// The box to write in: sends messages and slash commands, and suggests commands and people while one types.

import { el, freshId, icon } from "./dom.js";
import { avatarOf, handleOf, roleText } from "./people.js";

const TALLEST = 180;

/** `onSend(text)` answers true when the text was taken; `scene()` and `commands()` give what to suggest. */
export class Composer {
  constructor({ label, onSend, scene, commands }) {
    Object.assign(this, { onSend, scene, commands });
    this.items = [];
    this.active = 0;
    this.list = el("ul", {
      class: "suggestions",
      id: freshId("suggestions"),
      role: "listbox",
      "aria-label": "Suggestions",
      hidden: true,
    });
    this.hint = el("div", { class: "usage", id: freshId("usage"), hidden: true });
    this.field = el("textarea", {
      class: "composer-field",
      rows: "1",
      "aria-label": label,
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": this.list.id,
      "aria-describedby": this.hint.id,
      autocomplete: "off",
      enterkeyhint: "send",
    });
    this.button = el(
      "button",
      { type: "submit", class: "icon-button send", "aria-label": "Send", disabled: true },
      icon("send"),
    );
    this.node = el(
      "form",
      { class: "composer" },
      this.list,
      this.hint,
      el("div", { class: "composer-box" }, this.field, this.button),
    );
    this.node.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    this.field.addEventListener("input", () => this.changed());
    this.field.addEventListener("keydown", (event) => this.onKey(event));
    this.field.addEventListener("blur", () => setTimeout(() => this.offer([]), 150));
  }

  name(label) {
    this.field.placeholder = label;
    this.field.setAttribute("aria-label", label);
  }

  clear() {
    this.field.value = "";
    this.changed();
  }

  changed() {
    this.button.disabled = this.field.value.trim() === "";
    this.field.style.setProperty("height", "auto");
    this.field.style.setProperty("height", `${Math.min(this.field.scrollHeight, TALLEST)}px`);
    this.offer(this.suggested());
    this.showUsage();
  }

  suggested() {
    const text = this.field.value.slice(0, this.field.selectionStart);
    if (/^\/\S*$/.test(text))
      return this.commands()
        .filter((one) => one.command.startsWith(text.toLowerCase()))
        .map((one) => this.commandItem(one));
    const mention = /(?:^|\s)@([\p{L}\p{N}._-]*)$/u.exec(text);
    if (!mention) return [];
    const wanted = mention[1].toLocaleLowerCase();
    const users = [...this.scene().users.values()].filter((user) =>
      user.name.toLocaleLowerCase().includes(wanted),
    );
    return users
      .slice(0, 8)
      .map((user) => this.personItem(user, text.length - mention[1].length - 1));
  }

  commandItem(one) {
    const words = [
      el(
        "span",
        { class: "suggestion-name" },
        el("strong", {}, one.command),
        " ",
        el("span", { class: "usage-hint" }, one.usage_hint ?? ""),
      ),
      el("small", {}, one.description ?? ""),
    ];
    return { words, take: () => this.put(`${one.command} `, 0) };
  }

  personItem(user, from) {
    const words = [
      el(
        "span",
        { class: "suggestion-name" },
        avatarOf(user, "small"),
        el("strong", {}, user.name),
      ),
      el("small", {}, user.title || roleText(user.role)),
    ];
    return { words, take: () => this.put(`@${handleOf(user)} `, from) };
  }

  put(text, from) {
    const after = this.field.value.slice(this.field.selectionStart);
    this.field.value = this.field.value.slice(0, from) + text + after;
    this.field.setSelectionRange(from + text.length, from + text.length);
    this.changed();
    this.field.focus();
  }

  offer(items) {
    this.items = items;
    this.active = 0;
    this.list.hidden = items.length === 0;
    this.field.setAttribute("aria-expanded", String(items.length > 0));
    this.list.replaceChildren(
      ...items.map((item, index) => {
        item.node = el(
          "li",
          {
            role: "option",
            id: freshId("suggestion"),
            class: "suggestion",
            on: {
              pointerdown: (event) => event.preventDefault(),
              click: () => item.take(),
              pointermove: () => this.mark(index),
            },
          },
          ...item.words,
        );
        return item.node;
      }),
    );
    this.mark(0);
  }

  mark(index) {
    this.items[this.active]?.node.classList.remove("active");
    this.items[this.active]?.node.setAttribute("aria-selected", "false");
    this.active = this.items.length ? (index + this.items.length) % this.items.length : 0;
    const item = this.items[this.active];
    if (!item) return this.field.removeAttribute("aria-activedescendant");
    item.node.classList.add("active");
    item.node.setAttribute("aria-selected", "true");
    item.node.scrollIntoView({ block: "nearest" });
    return this.field.setAttribute("aria-activedescendant", item.node.id);
  }

  showUsage() {
    const name = /^(\/\S+)\s/.exec(this.field.value)?.[1];
    const command = name && this.commands().find((one) => one.command === name.toLowerCase());
    this.hint.hidden = !command;
    this.hint.replaceChildren(
      ...(command ? [el("strong", {}, command.command), ` ${command.usage_hint ?? ""}`] : []),
    );
  }

  onKey(event) {
    if (event.isComposing) return;
    const open = this.items.length > 0;
    if (open && (event.key === "ArrowDown" || event.key === "ArrowUp"))
      this.mark(this.active + (event.key === "ArrowDown" ? 1 : -1));
    else if (open && event.key === "Escape") this.offer([]);
    else if (open && (event.key === "Tab" || (event.key === "Enter" && !this.isWhole())))
      this.items[this.active].take();
    else if (event.key === "Enter" && !event.shiftKey) this.send();
    else return;
    event.preventDefault();
  }

  /** A command typed to its end: Enter sends it instead of completing it. */
  isWhole() {
    return this.commands().some((one) => one.command === this.field.value.trim().toLowerCase());
  }

  async send() {
    const text = this.field.value.trim();
    if (!text || this.sending) return;
    this.sending = true;
    const before = this.field.value;
    this.clear();
    const taken = await this.onSend(text);
    this.sending = false;
    if (taken || this.field.value) return;
    this.field.value = before;
    this.changed();
    this.offer([]);
  }
}

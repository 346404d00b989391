// The left side: the workspace, who one is, the channels and the app.

import { el, icon } from "./dom.js";
import { avatarOf, roleText } from "./people.js";
import { Picker } from "./picker.js";

function personEntry(user) {
  const words = () => el("span", { class: "switch-words" }, el("strong", {}, user.name), el("small", {}, user.title || user.email));
  return {
    value: user.id,
    text: user.name,
    draw: () => el("span", { class: "picker-person" }, avatarOf(user), words(), el("span", { class: `role role-${user.role}` }, roleText(user.role))),
    user,
  };
}

/** Draws the sidebar from the state of the playground. */
export class Sidebar {
  constructor(node, { onPerson, onChannel }) {
    Object.assign(this, { node, onPerson, onChannel, drawn: null });
  }

  show(state, current) {
    const signature = JSON.stringify([state.team, state.users, state.channels, state.me, current]);
    if (signature === this.drawn) return;
    this.drawn = signature;
    const focused = this.node.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    const channels = state.channels.filter((channel) => channel.kind === "channel");
    const direct = state.channels.filter((channel) => channel.kind === "dm");
    this.node.replaceChildren(
      el("div", { class: "workspace" }, el("span", { class: "workspace-mark", "aria-hidden": "true" }, state.team.name[0]), el("strong", {}, state.team.name)),
      this.personSwitch(state),
      el("div", { class: "side-scroll" }, this.section("Channels", channels.map((channel) => this.channelRow(channel, current))), this.section("Apps", direct.map((channel) => this.appRow(channel, state, current)))),
    );
    if (focused) this.node.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  }

  section(title, rows) {
    return el("div", { class: "side-section" }, el("h2", {}, title), el("ul", {}, rows.map((row) => el("li", {}, row))));
  }

  personSwitch(state) {
    const me = state.users.find((user) => user.id === state.me);
    const people = state.users.filter((user) => user.role !== "bot");
    const trigger = el(
      "button",
      { class: "switch", type: "button", dataset: { key: "switch" }, "aria-label": `You are ${me.name}, ${roleText(me.role)}. Be somebody else` },
      avatarOf(me),
      el("span", { class: "switch-words" }, el("strong", {}, me.name), el("small", {}, roleText(me.role))),
      icon("down"),
    );
    new Picker({ trigger, groups: [{ label: "Be somebody else", entries: people.map(personEntry) }], search: people.length > 12, chosen: (entry) => entry.value === state.me, onPick: (entry) => this.onPerson(entry.value) });
    return el("div", { class: "switch-wrap" }, trigger);
  }

  row(channel, current, ...words) {
    const here = channel.id === current;
    const unread = !here && channel.unread > 0;
    return el(
      "button",
      { class: `side-row${here ? " here" : ""}${unread ? " unread" : ""}`, type: "button", dataset: { key: channel.id, channel: channel.id }, "aria-current": here ? "page" : null, on: { click: () => this.onChannel(channel.id) } },
      ...words,
      unread ? el("span", { class: "unread-count", "aria-label": `${channel.unread} unread` }, String(channel.unread)) : null,
    );
  }

  channelRow(channel, current) {
    return this.row(channel, current, icon(channel.private ? "lock" : "hash"), el("span", { class: "side-name" }, channel.name));
  }

  appRow(channel, state, current) {
    const bot = state.users.find((user) => user.role === "bot") ?? { id: channel.id, name: channel.name, role: "bot" };
    return this.row(channel, current, avatarOf(bot, "small"), el("span", { class: "side-name" }, bot.name));
  }
}

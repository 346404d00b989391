// The left side: the workspace, who one is, the channels and the app.

import { el, icon } from "./dom.js";
import { avatarOf, roleText } from "./people.js";
import { Picker } from "./picker.js";

function personEntry(user) {
  const words = () =>
    el(
      "span",
      { class: "switch-words" },
      el("strong", {}, user.name),
      el("small", {}, user.title || user.email),
    );
  return {
    value: user.id,
    text: user.name,
    draw: () =>
      el(
        "span",
        { class: "picker-person" },
        avatarOf(user),
        words(),
        el("span", { class: `role role-${user.role}` }, roleText(user.role)),
      ),
    user,
  };
}

/** Draws the sidebar from the state of the playground. */
export class Sidebar {
  constructor(node, { onPerson, onChannel }) {
    Object.assign(this, { node, onPerson, onChannel });
    this.people = { node: el("div"), drawn: null };
    this.rows = { node: el("div", { class: "side-scroll" }), drawn: null };
    node.replaceChildren(this.people.node, this.rows.node);
  }

  /** Each part is drawn anew only when its own content changed: an open list of people stays open. */
  show(state, current) {
    this.keep(this.people, [state.team, state.users, state.me], () => [
      this.workspace(state.team),
      this.personSwitch(state),
    ]);
    this.keep(this.rows, [state.users, state.channels, state.me, current], () =>
      this.sections(state, current),
    );
  }

  keep(part, content, draw) {
    const signature = JSON.stringify(content);
    if (signature === part.drawn) return;
    part.drawn = signature;
    const focused = part.node.contains(document.activeElement)
      ? document.activeElement.dataset.key
      : null;
    part.node.replaceChildren(...draw());
    if (focused) part.node.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  }

  workspace(team) {
    return el(
      "div",
      { class: "workspace" },
      el("span", { class: "workspace-mark", "aria-hidden": "true" }, team.name[0]),
      el("strong", {}, team.name),
    );
  }

  sections(state, current) {
    const rowsOf = (kind, draw) =>
      state.channels.filter((channel) => channel.kind === kind).map(draw);
    return [
      this.section(
        "Channels",
        rowsOf("channel", (channel) => this.channelRow(channel, current)),
      ),
      this.section(
        "Apps",
        rowsOf("dm", (channel) => this.appRow(channel, state, current)),
      ),
    ];
  }

  section(title, rows) {
    return el(
      "div",
      { class: "side-section" },
      el("h2", {}, title),
      el(
        "ul",
        {},
        rows.map((row) => el("li", {}, row)),
      ),
    );
  }

  personSwitch(state) {
    const me = state.users.find((user) => user.id === state.me);
    const people = state.users.filter((user) => user.role !== "bot");
    const trigger = el(
      "button",
      {
        class: "switch",
        type: "button",
        dataset: { key: "switch" },
        "aria-label": `You are ${me.name}, ${roleText(me.role)}. Be somebody else`,
      },
      avatarOf(me),
      el(
        "span",
        { class: "switch-words" },
        el("strong", {}, me.name),
        el("small", {}, roleText(me.role)),
      ),
      icon("down"),
    );
    new Picker({
      trigger,
      groups: [{ label: "Be somebody else", entries: people.map(personEntry) }],
      search: people.length > 12,
      chosen: (entry) => entry.value === state.me,
      onPick: (entry) => this.onPerson(entry.value),
    });
    return el("div", { class: "switch-wrap" }, trigger);
  }

  row(channel, current, ...words) {
    const here = channel.id === current;
    const unread = !here && channel.unread > 0;
    return el(
      "button",
      {
        class: `side-row${here ? " here" : ""}${unread ? " unread" : ""}`,
        type: "button",
        dataset: { key: channel.id, channel: channel.id },
        "aria-current": here ? "page" : null,
        on: { click: () => this.onChannel(channel.id) },
      },
      ...words,
      unread
        ? el(
            "span",
            { class: "unread-count", "aria-label": `${channel.unread} unread` },
            String(channel.unread),
          )
        : null,
    );
  }

  channelRow(channel, current) {
    return this.row(
      channel,
      current,
      icon(channel.private ? "lock" : "hash"),
      el("span", { class: "side-name" }, channel.name),
      channel.archived ? el("small", { class: "archived" }, "archived") : null,
    );
  }

  appRow(channel, state, current) {
    const bot = state.users.find((user) => user.role === "bot") ?? {
      id: channel.id,
      name: channel.name,
      role: "bot",
    };
    return this.row(
      channel,
      current,
      avatarOf(bot, "small"),
      el("span", { class: "side-name" }, bot.name),
    );
  }
}

// Menus: one or many of a list of options, people or conversations, and the overflow menu.

import { el, icon } from "../dom.js";
import { drawText } from "../mrkdwn.js";
import { avatarOf } from "../people.js";
import { Picker } from "../picker.js";

const ofOptions = (single) => ({
  single,
  initial: single.replace("selected", "initial"),
  groups: optionGroups,
});

/** Where each kind of menu keeps its choice, and what it lists. */
const KINDS = {
  static_select: ofOptions("selected_option"),
  multi_static_select: ofOptions("selected_options"),
  overflow: ofOptions("selected_option"),
  users_select: { single: "selected_user", initial: "initial_user", groups: people },
  multi_users_select: { single: "selected_users", initial: "initial_users", groups: people },
  conversations_select: {
    single: "selected_conversation",
    initial: "initial_conversation",
    groups: conversations,
  },
  multi_conversations_select: {
    single: "selected_conversations",
    initial: "initial_conversations",
    groups: conversations,
  },
  channels_select: { single: "selected_channel", initial: "initial_channel", groups: channels },
  multi_channels_select: {
    single: "selected_channels",
    initial: "initial_channels",
    groups: channels,
  },
};

export const SELECTS = Object.keys(KINDS);

function optionEntry(option, scene) {
  return {
    value: option.value,
    text: option.text.text,
    draw: () => drawText(option.text, scene),
    note: option.description?.text ?? null,
    chosen: option,
  };
}

function optionGroups(element, scene) {
  if (element.option_groups)
    return element.option_groups.map((group) => ({
      label: group.label.text,
      entries: group.options.map((option) => optionEntry(option, scene)),
    }));
  return [
    { label: null, entries: (element.options ?? []).map((option) => optionEntry(option, scene)) },
  ];
}

function people(element, scene) {
  const active = [...scene.users.values()].filter((user) => !user.deleted);
  const entries = active.map((user) => ({
    value: user.id,
    text: user.name,
    draw: () => el("span", { class: "picker-person" }, avatarOf(user, "small"), user.name),
    note: user.title,
    chosen: user.id,
  }));
  return [{ label: null, entries }];
}

function channelEntry(channel) {
  return {
    value: channel.id,
    text: channel.name,
    draw: () =>
      el("span", { class: "picker-person" }, icon(channel.private ? "lock" : "hash"), channel.name),
    chosen: channel.id,
  };
}

/** One's conversation with the bot goes by the bot's name. */
function talkEntry(channel, scene) {
  const bot = [...scene.users.values()].find((user) => user.role === "bot");
  return { value: channel.id, text: bot?.name ?? channel.name, chosen: channel.id };
}

function channels(element, scene) {
  return [
    {
      label: null,
      entries: [...scene.channels.values()]
        .filter((one) => one.kind === "channel" && !one.private && !one.archived)
        .map(channelEntry),
    },
  ];
}

function allowed(channel, filter) {
  if (channel.archived) return false;
  if (!filter) return true;
  const kind = channel.kind === "dm" ? "im" : channel.private ? "private" : "public";
  if (filter.include && !filter.include.includes(kind)) return false;
  if (filter.exclude_external_shared_channels && channel.shared) return false;
  return !(filter.exclude_bot_users && kind === "im");
}

function conversations(element, scene) {
  const listed = [...scene.channels.values()].filter((channel) => allowed(channel, element.filter));
  const dms = listed
    .filter((channel) => channel.kind === "dm")
    .map((channel) => talkEntry(channel, scene));
  const groups = [
    {
      label: "Channels",
      entries: listed.filter((channel) => channel.kind === "channel").map(channelEntry),
    },
    { label: "Direct messages", entries: dms },
  ];
  return groups.filter((group) => group.entries.length);
}

const valueOf = (chosen) => (typeof chosen === "string" ? chosen : chosen?.value);

/** One menu, drawn as a button that opens its list. */
class Select {
  constructor(element, block, surface) {
    Object.assign(this, {
      element,
      block,
      surface,
      kind: KINDS[element.type],
      many: element.type.startsWith("multi_"),
    });
    this.groups = this.kind.groups(element, surface.scene);
    const kept =
      surface.kept(block, element)?.[this.kind.single] ??
      element[this.kind.initial] ??
      this.ownConversation();
    this.chosen = [kept ?? []].flat();
    this.most = this.many ? (element.max_selected_items ?? Infinity) : 1;
    this.label = el("span", { class: "select-label" });
    this.trigger = el(
      "button",
      {
        type: "button",
        class: "button select",
        dataset: { actionId: element.action_id ?? "" },
        ...surface.described(block),
      },
      this.label,
      icon("down"),
    );
    this.picker = new Picker({
      trigger: this.trigger,
      groups: this.groups,
      multiple: this.many,
      chosen: (entry) => this.chosen.some((one) => valueOf(one) === entry.value),
      full: () => this.many && this.chosen.length >= this.most,
      onPick: (entry) => this.pick(entry),
    });
    this.node = el("span", { class: "select-wrap" }, this.trigger);
    this.show();
  }

  /** The conversation one is in, for a menu that starts with it, when its list has it. */
  ownConversation() {
    const { current } = this.surface;
    const listed = this.groups.some((group) =>
      group.entries.some((entry) => entry.value === current),
    );
    return this.element.default_to_current_conversation && listed ? current : null;
  }

  value() {
    return { [this.kind.single]: this.many ? this.chosen : (this.chosen[0] ?? null) };
  }

  async pick(entry) {
    const before = this.chosen;
    const on = before.some((one) => valueOf(one) === entry.value);
    if (this.many)
      this.chosen = on
        ? before.filter((one) => valueOf(one) !== entry.value)
        : [...before, entry.chosen].slice(0, this.most);
    else this.chosen = [entry.chosen];
    this.show();
    if (!this.surface.sends(this.block)) return;
    const taken = await this.surface.act(this.block, this.element, this.value(), this.trigger);
    if (taken) return;
    this.chosen = before;
    this.show();
  }

  show() {
    this.surface.keep(this.block, this.element, this.value());
    const nodes = this.chosen.map((one) => {
      const entry = this.groups
        .flatMap((group) => group.entries)
        .find((other) => other.value === valueOf(one));
      return el("span", { class: this.many ? "chip" : "" }, entry?.text ?? String(valueOf(one)));
    });
    this.label.replaceChildren(
      ...(nodes.length ? nodes : [this.element.placeholder?.text ?? "Choose an option"]),
    );
    this.label.classList.toggle("placeholder", nodes.length === 0);
  }
}

function drawOverflow(element, block, surface) {
  const trigger = el(
    "button",
    {
      type: "button",
      class: "button overflow",
      "aria-label": element.accessibility_label ?? "More actions",
      dataset: { actionId: element.action_id ?? "" },
    },
    icon("more"),
  );
  const picker = new Picker({
    trigger,
    groups: optionGroups(element, surface.scene),
    search: false,
    onPick: (entry) => surface.act(block, element, { selected_option: entry.chosen }, trigger),
  });
  return el("span", { class: "select-wrap" }, picker.trigger);
}

export function drawSelect(element, block, surface) {
  return element.type === "overflow"
    ? drawOverflow(element, block, surface)
    : new Select(element, block, surface).node;
}

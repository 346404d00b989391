// Slack's mrkdwn as DOM nodes. What is not mrkdwn stays text, whatever it looks like.

import { tokenText } from "./dates.js";
import { el, group, lines } from "./dom.js";
import { emojiNode } from "./emoji.js";
import { handleOf } from "./people.js";

const SAFE = new Set(["http:", "https:", "mailto:"]);
const STYLES = { "*": "strong", _: "em", "~": "s" };
const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };
const WORD = /[\p{L}\p{N}]/u;

/** Slack's three entities as characters; every other `&` stays as it is. */
export function decode(text) {
  return text.replace(/&(?:amp|lt|gt);/g, (entity) => ENTITIES[entity]);
}

/** What a person typed, as Slack writes it down: entities, and people and channels by their ids. */
export function encodeTyped(text, scene) {
  const people = new Map([...scene.users.values()].map((user) => [handleOf(user), user.id]));
  const named = new Map([...scene.channels.values()].map((channel) => [channel.name, channel.id]));
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replace(/(?<!\S)@([\p{L}\p{N}_.-]+)/gu, (whole, name) =>
      people.has(name.toLowerCase()) ? `<@${people.get(name.toLowerCase())}>` : whole,
    )
    .replace(/(?<!\S)#([\p{L}\p{N}_-]+)/gu, (whole, name) =>
      named.has(name) ? `<#${named.get(name)}>` : whole,
    );
}

/** The address when it is one a person may follow (http, https, mailto), else null. */
export function safeUrl(text) {
  try {
    const url = new URL(text);
    return SAFE.has(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** A link that opens outside, with no way back into the page. */
export function linkNode(url, ...label) {
  const safe = safeUrl(url);
  if (safe === null) return el("span", {}, ...label);
  return el(
    "a",
    { href: safe, title: safe, target: "_blank", rel: "noopener noreferrer nofollow" },
    ...label,
  );
}

export function userNode(id, scene, label = null) {
  const user = scene.user(id);
  const mine = id === scene.me;
  return el(
    "span",
    { class: mine ? "mention mention-me" : "mention", dataset: { user: id } },
    `@${user ? user.name : (label ?? id)}`,
  );
}

export function channelNode(id, scene, label = null) {
  const channel = scene.channel(id);
  if (!channel && !label) return el("span", { class: "mention" }, "🔒 private channel");
  const name = channel ? channel.name : label;
  return el(
    "button",
    {
      class: "mention mention-channel",
      type: "button",
      on: { click: () => channel && scene.openChannel(id) },
    },
    `#${name}`,
  );
}

export function broadcastNode(range) {
  return el("span", { class: "mention mention-me broadcast" }, `@${range}`);
}

function dateNode(body, scene, fallback) {
  const [, seconds, pattern, url] = body.split("^");
  const text =
    pattern === undefined
      ? null
      : tokenText(seconds, decode(pattern), { now: scene.now(), zone: scene.zone });
  const shown = text ?? (fallback === null ? null : decode(fallback));
  if (shown === null) return null;
  return url ? linkNode(decode(url), shown) : el("time", {}, shown);
}

function commandNode(body, scene, label) {
  const name = body.slice(1);
  if (name.startsWith("date^")) return dateNode(name, scene, label);
  const [kind, id] = name.split("^");
  if (kind === "subteam" && id) return el("span", { class: "mention" }, decode(label ?? `@${id}`));
  return ["channel", "here", "everyone"].includes(kind) ? broadcastNode(kind) : null;
}

/** What `<…>` stands for, or null when it is only text between angle brackets. */
function controlNode(inner, scene) {
  const bar = inner.indexOf("|");
  const body = bar < 0 ? inner : inner.slice(0, bar);
  const label = bar < 0 ? null : inner.slice(bar + 1);
  if (!body.startsWith("!") && /\s/.test(body)) return null;
  if (body.startsWith("!")) return commandNode(body, scene, label);
  if (/^@[UW][A-Z0-9]+$/.test(body)) return userNode(body.slice(1), scene, label && decode(label));
  if (/^#[CDG][A-Z0-9]+$/.test(body))
    return channelNode(body.slice(1), scene, label && decode(label));
  const url = decode(body);
  if (safeUrl(url) === null) return null;
  const shown = label === null ? url.replace(/^mailto:/, "") : null;
  return linkNode(url, shown ?? inline(label, { ...scene, links: false }));
}

/** Where the span that opens at `start` with `mark` closes, or -1. */
function closing(text, start, mark) {
  if (/\s/.test(text[start + 1] ?? " ") || text[start + 1] === mark) return -1;
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === "<") {
      const end = text.indexOf(">", at);
      if (end > 0) at = end;
    } else if (text[at] === "`" && text.indexOf("`", at + 1) > 0) {
      at = text.indexOf("`", at + 1);
    } else if (text[at] === mark && !/\s/.test(text[at - 1]) && !WORD.test(text[at + 1] ?? " ")) {
      return at;
    }
  }
  return -1;
}

function codeAt(text, at) {
  const end = text.indexOf("`", at + 1);
  if (end <= at + 1) return null;
  const content = text
    .slice(at + 1, end)
    .replace(/<(https?:[^|>]+)(?:\|([^>]*))?>/g, (whole, url, label) => label ?? url);
  return { end: end + 1, node: el("code", {}, decode(content)) };
}

function angleAt(text, at, scene) {
  const end = text.indexOf(">", at);
  if (end < 0) return null;
  const node = controlNode(text.slice(at + 1, end), scene);
  return node && { end: end + 1, node };
}

function styledAt(text, at, scene) {
  if (WORD.test(text[at - 1] ?? " ")) return null;
  const end = closing(text, at, text[at]);
  if (end < 0) return null;
  return { end: end + 1, node: el(STYLES[text[at]], {}, inline(text.slice(at + 1, end), scene)) };
}

function emojiAt(text, at) {
  const match = /^:([a-z0-9_+'-]+):(?::skin-tone-[2-6]:)?/.exec(text.slice(at, at + 80));
  const node = match && emojiNode(match[1]);
  return node && { end: at + match[0].length, node };
}

function bareLinkAt(text, at, scene) {
  if (scene.links === false || WORD.test(text[at - 1] ?? " ")) return null;
  const match = /^https?:\/\/[^\s<>|]+[^\s<>|.,;:!?'")\]*_~]/.exec(text.slice(at));
  return match && { end: at + match[0].length, node: linkNode(decode(match[0]), decode(match[0])) };
}

function spanAt(text, at, scene) {
  const sign = text[at];
  if (sign === "`") return codeAt(text, at);
  if (sign === "<") return angleAt(text, at, scene);
  if (sign in STYLES) return styledAt(text, at, scene);
  if (sign === ":") return emojiAt(text, at);
  if (sign === "h") return bareLinkAt(text, at, scene);
  return null;
}

/** One line of mrkdwn. */
function inline(text, scene) {
  const nodes = [];
  let plain = "";
  let at = 0;
  const flush = () => {
    if (plain) nodes.push(decode(plain));
    plain = "";
  };
  while (at < text.length) {
    const span = spanAt(text, at, scene);
    if (span) {
      flush();
      nodes.push(span.node);
      at = span.end;
    } else {
      plain += text[at];
      at += 1;
    }
  }
  flush();
  return group(nodes);
}

const QUOTE = /^(?:>|&gt;)(?!(?:>|&gt;)) ?/;
const LONG_QUOTE = /^(?:>>>|&gt;&gt;&gt;) ?/;

function quoted(rows, scene) {
  return el("blockquote", {}, joined(rows, scene));
}

function joined(rows, scene) {
  return group(
    rows.flatMap((row, index) => (index ? [el("br"), inline(row, scene)] : [inline(row, scene)])),
  );
}

/** Lines of mrkdwn with quotes gathered; no preformatted text in them. */
function paragraphs(text, scene) {
  const out = [];
  let plain = [];
  let quote = [];
  const flush = () => {
    if (quote.length) out.push(quoted(quote, scene));
    if (plain.length) out.push(joined(plain, scene));
    plain = [];
    quote = [];
  };
  const rows = text.split("\n");
  for (const [index, row] of rows.entries()) {
    if (LONG_QUOTE.test(row)) {
      flush();
      out.push(quoted([row.replace(LONG_QUOTE, ""), ...rows.slice(index + 1)], scene));
      return group(out);
    }
    const isQuote = QUOTE.test(row);
    if ((isQuote && plain.length) || (!isQuote && quote.length)) flush();
    if (isQuote) quote.push(row.replace(QUOTE, ""));
    else plain.push(row);
  }
  flush();
  return group(out);
}

/** Draws mrkdwn. `scene` knows people, channels, the zone and the time. */
export function drawMrkdwn(text, scene) {
  const parts = String(text ?? "").split(/\n?```\n?([\s\S]+?)\n?```\n?/);
  return group(
    parts.map((part, index) => {
      if (index % 2) return el("pre", {}, decode(part));
      return part ? paragraphs(part, scene) : null;
    }),
  );
}

/** Plain text in which only emoji names are drawn; nothing else is read. */
export function drawPlain(text, emoji = true) {
  if (!emoji) return lines(text);
  const parts = String(text).split(/:([a-z0-9_+'-]+):/);
  return group(
    parts.map((part, index) => (index % 2 ? (emojiNode(part) ?? `:${part}:`) : lines(part))),
  );
}

/** A text object of Block Kit. */
export function drawText(object, scene) {
  if (!object) return group();
  if (object.type === "mrkdwn")
    return drawMrkdwn(object.text, object.verbatim ? { ...scene, links: false } : scene);
  return drawPlain(object.text, object.emoji !== false);
}

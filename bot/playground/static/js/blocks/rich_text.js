// rich_text: text whose styles are fields, not signs, so nothing in it is parsed.

import { tokenText } from "../dates.js";
import { el, group, lines } from "../dom.js";
import { emojiNode } from "../emoji.js";
import { broadcastNode, channelNode, linkNode, userNode } from "../mrkdwn.js";

const STYLE_TAGS = [
  ["code", "code"],
  ["bold", "strong"],
  ["italic", "em"],
  ["strike", "s"],
  ["underline", "u"],
];

function styled(node, style = {}) {
  return STYLE_TAGS.reduce(
    (inner, [name, tag]) => (style[name] ? el(tag, {}, inner) : inner),
    node,
  );
}

function emoji(element) {
  const known = emojiNode(element.name);
  if (known) return known;
  const points = (element.unicode ?? "").split("-").map((part) => Number.parseInt(part, 16));
  if (points.some((point) => Number.isNaN(point) || point > 0x10ffff)) return `:${element.name}:`;
  return el(
    "span",
    { class: "emoji", role: "img", "aria-label": element.name },
    String.fromCodePoint(...points),
  );
}

function date(element, scene) {
  const text = tokenText(element.timestamp, element.format ?? "{date}", {
    now: scene.now(),
    zone: scene.zone,
  });
  const shown = text ?? element.fallback ?? "";
  return element.url ? linkNode(element.url, shown) : el("time", {}, shown);
}

function color(element) {
  const value = String(element.value);
  const chip = el("span", { class: "color-chip" });
  if (/^#[0-9a-fA-F]{3,8}$/.test(value)) chip.style.setProperty("background-color", value);
  return el("code", {}, chip, value);
}

const INLINE = {
  text: (element) => lines(element.text),
  link: (element) => linkNode(element.url, element.text ?? element.url),
  user: (element, scene) => userNode(element.user_id, scene),
  channel: (element, scene) => channelNode(element.channel_id, scene),
  usergroup: (element) => el("span", { class: "mention" }, `@${element.usergroup_id}`),
  broadcast: (element) => broadcastNode(element.range),
  emoji,
  date,
  color,
};

function inline(elements, scene) {
  return elements.map((element) => {
    const draw = Object.hasOwn(INLINE, element.type) ? INLINE[element.type] : null;
    const node = draw
      ? draw(element, scene)
      : el("span", { class: "not-drawn" }, `not drawn: ${element.type}`);
    return styled(node, element.style);
  });
}

function list(element, scene) {
  const tag = element.style === "ordered" ? "ol" : "ul";
  const start = tag === "ol" && element.offset ? { start: element.offset + 1 } : {};
  const indent = Math.min(Math.max(element.indent ?? 0, 0), 8);
  const kind = `indent-${indent}${element.border ? " bordered" : ""}`;
  return el(
    tag,
    { class: kind, ...start },
    element.elements.map((item) => el("li", {}, inline(item.elements, scene))),
  );
}

const PARTS = {
  rich_text_section: (element, scene) =>
    el("div", { class: "rich-section" }, inline(element.elements, scene)),
  rich_text_list: list,
  rich_text_quote: (element, scene) => el("blockquote", {}, inline(element.elements, scene)),
  rich_text_preformatted: (element, scene) => el("pre", {}, inline(element.elements, scene)),
};

/** The inside of a rich_text block; tables use it for their cells. */
export function richText(block, scene) {
  return group(
    block.elements.map((element) =>
      Object.hasOwn(PARTS, element.type)
        ? PARTS[element.type](element, scene)
        : el("span", { class: "not-drawn" }, `not drawn: ${element.type}`),
    ),
  );
}

export function drawRichText(block, surface) {
  return el("div", { class: "rich prose" }, richText(block, surface.scene));
}

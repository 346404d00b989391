// The plain blocks: header, section, context, actions, divider and alert.

import { drawElement } from "./element.js";
import { el, icon } from "../dom.js";
import { drawText } from "../mrkdwn.js";
import { pictureOf } from "./image.js";

export function drawHeader(block, surface) {
  const level = Math.min(Math.max(Number(block.level) || 1, 1), 4);
  return el(
    `h${level + 2}`,
    { class: `header header-${level}` },
    drawText(block.text, surface.scene),
  );
}

export function drawSection(block, surface) {
  const text = el(
    "div",
    { class: "section-text" },
    block.text ? el("div", { class: "prose" }, drawText(block.text, surface.scene)) : null,
    block.fields
      ? el(
          "div",
          { class: "fields" },
          block.fields.map((field) =>
            el("div", { class: "field prose" }, drawText(field, surface.scene)),
          ),
        )
      : null,
  );
  if (!block.accessory) return text;
  const kind = block.accessory.type === "image" ? "accessory accessory-image" : "accessory";
  return el(
    "div",
    { class: "section-row" },
    text,
    el("div", { class: kind }, drawElement(block.accessory, block, surface)),
  );
}

export function drawContext(block, surface) {
  return el(
    "div",
    { class: "context" },
    block.elements.map((part) =>
      part.type === "image"
        ? pictureOf(part, surface, "context-image")
        : el("span", { class: "prose" }, drawText(part, surface.scene)),
    ),
  );
}

export function drawActions(block, surface) {
  return el(
    "div",
    { class: "actions" },
    block.elements.map((element) => drawElement(element, block, surface)),
  );
}

export function drawDivider() {
  return el("hr", {});
}

const ALERT_ICONS = {
  default: "info",
  info: "info",
  warning: "alert",
  error: "alert",
  success: "check",
};

export function drawAlert(block, surface) {
  const level = Object.hasOwn(ALERT_ICONS, block.level) ? block.level : "default";
  const text = typeof block.text === "string" ? block.text : drawText(block.text, surface.scene);
  return el(
    "div",
    { class: `alert alert-${level}`, role: level === "error" ? "alert" : "status" },
    icon(ALERT_ICONS[level]),
    el("div", { class: "prose" }, text),
  );
}

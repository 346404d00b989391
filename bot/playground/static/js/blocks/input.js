// The input block: a label, one element, a hint, and the error the form gets back.

import { el, freshId } from "../dom.js";
import { drawText } from "../mrkdwn.js";
import { drawElement } from "./element.js";

const EMPTY = (value) =>
  value === null ||
  value === undefined ||
  value === "" ||
  (Array.isArray(value) && value.length === 0);

function numberFault(element, text) {
  const number = Number(text);
  if (text.trim() === "" || Number.isNaN(number)) return "Please enter a number.";
  if (!element.is_decimal_allowed && !Number.isInteger(number))
    return "Please enter a whole number.";
  if (element.min_value !== undefined && number < Number(element.min_value))
    return `Please enter a number of at least ${element.min_value}.`;
  if (element.max_value !== undefined && number > Number(element.max_value))
    return `Please enter a number of at most ${element.max_value}.`;
  return null;
}

/** What Slack says beside a field before it sends the form; null when all is well. */
function faultOf(block, state) {
  const { element } = block;
  const value = Object.entries(state ?? {}).find(([key]) => key !== "type")?.[1];
  if (EMPTY(value)) return block.optional ? null : "Please complete this required field.";
  if (element.type === "number_input") return numberFault(element, value);
  if (element.min_length && value.length < element.min_length)
    return `Please enter at least ${element.min_length} characters.`;
  return null;
}

export function drawInput(block, surface) {
  const ids = { label: freshId("label"), hint: freshId("hint"), error: freshId("error") };
  surface.labels.set(block.block_id, ids);
  const error = el("div", { class: "field-error", id: ids.error, role: "alert", hidden: true });
  const node = el(
    "div",
    { class: "input" },
    el(
      "div",
      { class: "input-label", id: ids.label },
      drawText(block.label, surface.scene),
      block.optional ? el("span", { class: "optional" }, " (optional)") : null,
    ),
    drawElement(block.element, block, surface),
    error,
    block.hint
      ? el("div", { class: "hint", id: ids.hint }, drawText(block.hint, surface.scene))
      : null,
  );
  const show = (text) => {
    error.hidden = !text;
    error.textContent = text ?? "";
    node.classList.toggle("faulty", Boolean(text));
    node
      .querySelector("input, textarea, button, fieldset")
      ?.setAttribute("aria-invalid", String(Boolean(text)));
  };
  surface.fields.set(block.block_id, {
    node,
    show,
    fault: () => faultOf(block, surface.values[block.block_id]?.[block.element.action_id]),
  });
  return node;
}

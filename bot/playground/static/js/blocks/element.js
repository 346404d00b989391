// The interactive elements: buttons, menus, pickers and boxes. They send an action when used; inside
// an input block they only keep their value until the form is submitted.

import { el, freshId, icon } from "../dom.js";
import { drawText, safeUrl } from "../mrkdwn.js";
import { pictureOf } from "./image.js";
import { drawSelect, SELECTS } from "./select.js";
import { drawField, FIELDS } from "./field.js";

function drawButton(element, block, surface) {
  const kind = ["primary", "danger"].includes(element.style) ? `button ${element.style}` : "button";
  const url = element.url ? safeUrl(element.url) : null;
  const label = { "aria-label": element.accessibility_label ?? null };
  const send = (event) =>
    surface.act(block, element, { value: element.value ?? null }, event.currentTarget);
  if (url) {
    return el(
      "a",
      {
        class: `${kind} button-link`,
        href: url,
        target: "_blank",
        rel: "noopener noreferrer nofollow",
        ...label,
        on: { click: send },
      },
      drawText(element.text, surface.scene),
    );
  }
  return el(
    "button",
    {
      class: kind,
      type: "button",
      ...label,
      dataset: { actionId: element.action_id ?? "" },
      on: { click: send },
    },
    drawText(element.text, surface.scene),
  );
}

const sameOption = (one, other) => one?.value === other?.value;

/** Checkboxes and radio buttons: one label a choice, with its description. */
function drawChoices(element, block, surface) {
  const many = element.type === "checkboxes";
  const kept = surface.kept(block, element);
  let chosen = many
    ? (kept?.selected_options ?? element.initial_options ?? [])
    : [kept?.selected_option ?? element.initial_option].filter(Boolean);
  const value = () =>
    many ? { selected_options: chosen } : { selected_option: chosen[0] ?? null };
  const name = freshId("choice");
  surface.keep(block, element, value());
  const onChange = (option, box) => {
    if (many)
      chosen = element.options.filter((other) =>
        sameOption(other, option) ? box.checked : chosen.some((one) => sameOption(one, other)),
      );
    else chosen = [option];
    surface.keep(block, element, value());
    if (surface.sends(block)) surface.act(block, element, value(), box.closest("fieldset"));
  };
  return el(
    "fieldset",
    { class: "choices", ...surface.described(block) },
    element.options.map((option) => {
      const box = el("input", {
        type: many ? "checkbox" : "radio",
        name,
        value: option.value,
        checked: chosen.some((one) => sameOption(one, option)),
      });
      box.addEventListener("change", () => onChange(option, box));
      return el(
        "label",
        { class: "choice" },
        box,
        el(
          "span",
          { class: "prose" },
          drawText(option.text, surface.scene),
          option.description ? el("small", {}, drawText(option.description, surface.scene)) : null,
        ),
      );
    }),
  );
}

const ELEMENTS = {
  button: drawButton,
  checkboxes: drawChoices,
  radio_buttons: drawChoices,
  image: (element, block, surface) => pictureOf(element, surface, "accessory-picture"),
};
for (const type of SELECTS) ELEMENTS[type] = drawSelect;
for (const type of FIELDS) ELEMENTS[type] = drawField;

/** Draws one element of `block`. */
export function drawElement(element, block, surface) {
  if (!Object.hasOwn(ELEMENTS, element.type))
    return el(
      "div",
      { class: "not-drawn", role: "note" },
      icon("alert"),
      `not drawn: ${element.type}`,
    );
  return ELEMENTS[element.type](element, block, surface);
}

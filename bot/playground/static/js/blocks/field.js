// Fields to write in: text, numbers, e-mail and web addresses, dates and times.

import { el } from "../dom.js";
import { instantOf, wallText } from "../dates.js";

const HTML_TYPES = {
  plain_text_input: "text",
  number_input: "text",
  email_text_input: "email",
  url_text_input: "url",
  datepicker: "date",
  timepicker: "time",
  datetimepicker: "datetime-local",
};

/** Where each kind keeps its value and where it finds the first one. */
const KEYS = {
  datepicker: ["selected_date", "initial_date"],
  timepicker: ["selected_time", "initial_time"],
  datetimepicker: ["selected_date_time", "initial_date_time"],
};

export const FIELDS = Object.keys(HTML_TYPES);

/** How long nothing is typed before what was typed is told. */
const PAUSE_MS = 400;
const tells = (element, when) =>
  (element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"]).includes(when);

const shownOf = (element, value, zone) =>
  element.type === "datetimepicker" && value
    ? wallText(new Date(value * 1000), zone)
    : (value ?? "");

function readOf(element, text, zone) {
  if (text === "") return null;
  return element.type === "datetimepicker"
    ? Math.round(instantOf(text, zone).getTime() / 1000)
    : text;
}

function inputOf(element, surface, block) {
  const common = {
    class: "field-input",
    placeholder: element.placeholder?.text ?? null,
    maxlength: element.max_length ?? null,
    ...surface.described(block),
    dataset: { actionId: element.action_id ?? "" },
  };
  if (element.multiline) return el("textarea", { ...common, rows: "4" });
  const mode =
    element.type === "number_input"
      ? { inputmode: element.is_decimal_allowed ? "decimal" : "numeric" }
      : {};
  return el("input", { ...common, ...mode, type: HTML_TYPES[element.type], autocomplete: "off" });
}

export function drawField(element, block, surface) {
  const [key, first] = KEYS[element.type] ?? ["value", "initial_value"];
  const { zone } = surface.scene;
  const input = inputOf(element, surface, block);
  const start = surface.kept(block, element)?.[key] ?? element[first] ?? null;
  input.value = shownOf(element, start, zone);
  let last = readOf(element, input.value, zone);
  surface.keep(block, element, { [key]: last });
  let soon = null;
  const send = () => {
    clearTimeout(soon);
    const value = readOf(element, input.value, zone);
    if (!surface.sends(block) || value === last) return;
    last = value;
    surface.act(block, element, { [key]: value }, input);
  };
  const typed = !(element.type in KEYS);
  input.addEventListener("input", () => {
    surface.keep(block, element, { [key]: readOf(element, input.value, zone) });
    clearTimeout(soon);
    if (typed && tells(element, "on_character_entered")) soon = setTimeout(send, PAUSE_MS);
  });
  if (!typed) input.addEventListener("change", send);
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || element.multiline || event.isComposing) return;
    if (typed && surface.sends(block)) {
      event.preventDefault();
      if (tells(element, "on_enter_pressed")) send();
    }
  });
  return input;
}

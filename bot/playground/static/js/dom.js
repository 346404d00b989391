// Builds DOM nodes. Foreign text only ever becomes a text node: nothing in the page writes markup.

const SVG = "http://www.w3.org/2000/svg";
const PROPERTIES = new Set(["value", "checked", "disabled", "hidden", "selected", "readOnly"]);

function apply(node, props) {
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") {
      for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    } else if (name === "dataset") {
      Object.assign(node.dataset, value);
    } else if (name === "style") {
      for (const [key, setting] of Object.entries(value)) node.style.setProperty(key, setting);
    } else if (PROPERTIES.has(name)) {
      node[name] = value;
    } else {
      node.setAttribute(name, value === true ? "" : String(value));
    }
  }
}

function fill(node, props, children) {
  apply(node, props);
  node.append(
    ...children
      .flat(Infinity)
      .filter((child) => child !== null && child !== undefined && child !== false),
  );
  return node;
}

/** An HTML element with attributes, listeners (`on`) and children; strings become text. */
export function el(tag, props = {}, ...children) {
  return fill(document.createElement(tag), props, children);
}

/** The same for SVG. */
export function svg(tag, props = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), props, children);
}

/** Several nodes as one, without an element around them. */
export function group(...children) {
  return fill(document.createDocumentFragment(), {}, children);
}

/** Text whose line ends are shown as line ends. */
export function lines(text) {
  const parts = String(text).split("\n");
  return group(parts.flatMap((part, index) => (index ? [el("br"), part] : [part])));
}

let counter = 0;

/** A fresh id for an element that a label or a description points to. */
export function freshId(prefix) {
  counter += 1;
  return `${prefix}-${counter}`;
}

/** A small line drawing; `path` is a key of ICONS. */
export function icon(name) {
  const drawing = svg("svg", { viewBox: "0 0 20 20", class: "icon", "aria-hidden": "true" });
  for (const d of ICONS[name]) drawing.append(svg("path", { d }));
  return drawing;
}

const ICONS = {
  lock: ["M5.5 9h9v7.5h-9z", "M7 9V6.5a3 3 0 0 1 6 0V9"],
  hash: ["M8 3 6.5 17", "M13.5 3 12 17", "M4 7.5h13", "M3 12.5h13"],
  close: ["M5 5l10 10", "M15 5 5 15"],
  menu: ["M3 5.5h14", "M3 10h14", "M3 14.5h14"],
  clock: ["M10 2.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15z", "M10 6v4.2l2.8 1.8"],
  bolt: ["M11 2.5 4.5 11.5h4.5l-1 6 6.5-9H10z"],
  reply: ["M8 5 3.5 9.5 8 14", "M4 9.5h7.5a5 5 0 0 1 5 5v1"],
  send: ["M3.5 10 3 4l14 6-14 6 .5-6zm0 0H10"],
  down: ["M5.5 8 10 12.5 14.5 8"],
  more: ["M4.5 10h.01", "M10 10h.01", "M15.5 10h.01"],
  eye: [
    "M2 10s3-5 8-5 8 5 8 5-3 5-8 5-8-5-8-5z",
    "M10 7.8a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.4z",
  ],
  download: ["M10 3v9", "M6.5 9 10 12.5 13.5 9", "M4 16.5h12"],
  back: ["M12.5 4.5 7 10l5.5 5.5"],
  bell: ["M4.5 14h11l-1.5-2V9a4 4 0 0 0-8 0v3z", "M8.5 16.5h3", "M10 3v2"],
  calendar: ["M3.5 5h13v11.5h-13z", "M3.5 8.5h13", "M7 3v3.5", "M13 3v3.5"],
  check: ["M4.5 10.5 8.5 14.5 15.5 6"],
  alert: ["M10 3 2.5 16.5h15z", "M10 8v4", "M10 14.2h.01"],
  info: ["M10 2.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15z", "M10 9v5", "M10 6.2h.01"],
};

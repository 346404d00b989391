// The markdown block: the common signs of Markdown as DOM nodes. Pictures become links, as in Slack.

import { el, group } from "../dom.js";
import { emojiNode } from "../emoji.js";
import { linkNode, safeUrl } from "../mrkdwn.js";

const INLINE = [
  [/^`([^`]+)`/, (match) => el("code", {}, match[1])],
  [
    /^!\[([^\]]*)\]\(([^)\s]+)[^)]*\)/,
    (match) => (safeUrl(match[2]) ? linkNode(match[2], match[1] || match[2]) : null),
  ],
  [
    /^\[([^\]]+)\]\(([^)\s]+)[^)]*\)/,
    (match) => (safeUrl(match[2]) ? linkNode(match[2], inline(match[1])) : null),
  ],
  [/^<(https?:\/\/[^>\s]+)>/, (match) => linkNode(match[1], match[1])],
  [/^\*\*(?=\S)([\s\S]+?\S|\S)\*\*/, (match) => el("strong", {}, inline(match[1]))],
  [/^__(?=\S)([\s\S]+?\S|\S)__(?!\w)/, (match) => el("strong", {}, inline(match[1]))],
  [/^~~(?=\S)([\s\S]+?)~~/, (match) => el("s", {}, inline(match[1]))],
  [/^\*(?=[^\s*])([^*]*[^\s*])\*/, (match) => el("em", {}, inline(match[1]))],
  [
    /^_(?=[^\s_])([^_]*[^\s_])_(?!\w)/,
    (match, before) => (/\w/.test(before) ? null : el("em", {}, inline(match[1]))),
  ],
  [/^:([a-z0-9_+-]+):/, (match) => emojiNode(match[1])],
  [/^\\([\\`*_{}[\]()#+.!|~<>-])/, (match) => match[1]],
  [/^https?:\/\/[^\s<>]+[^\s<>.,;:!?)\]]/, (match) => linkNode(match[0], match[0])],
];
const STARTERS = new Set("`![<*_~:\\h");

function spanAt(text, at) {
  if (!STARTERS.has(text[at])) return null;
  const rest = text.slice(at);
  for (const [pattern, draw] of INLINE) {
    const match = pattern.exec(rest);
    const node = match && draw(match, text[at - 1] ?? " ");
    if (node) return { node, length: match[0].length };
  }
  return null;
}

function inline(text) {
  const nodes = [];
  let plain = "";
  for (let at = 0; at < text.length;) {
    const span = spanAt(text, at);
    if (span) {
      nodes.push(plain, span.node);
      plain = "";
    } else if (text[at] === "\n") {
      nodes.push(plain, el("br"));
      plain = "";
    } else {
      plain += text[at];
    }
    at += span ? span.length : 1;
  }
  return group(nodes, plain);
}

const ITEM = /^(\s*)([-*+]|\d+[.)])\s+(.*)$/;
const RULE = /^\s*([-*_])(?:\s*\1){2,}\s*$/;
const DIVIDER = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;

/** Reads a text line by line; every `take…` moves on over the lines it used. */
class Reader {
  constructor(text) {
    this.rows = text.replaceAll("\r", "").split("\n");
    this.at = 0;
  }

  get row() {
    return this.rows[this.at];
  }

  takeWhile(test) {
    const taken = [];
    while (this.at < this.rows.length && test(this.row)) {
      taken.push(this.row);
      this.at += 1;
    }
    return taken;
  }

  takeFence() {
    this.at += 1;
    const body = this.takeWhile((row) => !/^\s*```/.test(row));
    this.at += 1;
    return el("pre", {}, body.join("\n"));
  }

  takeTable() {
    const rows = this.takeWhile((row) => row.includes("|"));
    const cells = (row) =>
      row
        .trim()
        .replace(/^\||\|$/g, "")
        .split("|")
        .map((cell) => cell.trim());
    const aligns = cells(rows[1]).map((cell) =>
      /^:-+:$/.test(cell) ? "center" : /-:$/.test(cell) ? "right" : "left",
    );
    const line = (row, tag) =>
      el(
        "tr",
        {},
        cells(row).map((cell, column) =>
          el(tag, { class: `align-${aligns[column] ?? "left"}` }, inline(cell)),
        ),
      );
    const table = el(
      "table",
      { class: "grid" },
      el("thead", {}, line(rows[0], "th")),
      el(
        "tbody",
        {},
        rows.slice(2).map((row) => line(row, "td")),
      ),
    );
    return el(
      "div",
      { class: "table-scroll", tabindex: "0", role: "region", "aria-label": "Table" },
      table,
    );
  }

  takeList(depth) {
    const ordered = /\d/.test(ITEM.exec(this.row)[2]);
    const list = el(ordered ? "ol" : "ul", {});
    while (this.at < this.rows.length) {
      const item = ITEM.exec(this.row);
      if (!item || item[1].length < depth) break;
      if (item[1].length > depth && list.lastChild) {
        list.lastChild.append(this.takeList(item[1].length));
        continue;
      }
      list.append(listItem(item[3]));
      this.at += 1;
    }
    return list;
  }

  takeBlock() {
    const { row } = this;
    const heading = /^(#{1,6})\s+(.*?)\s*#*$/.exec(row);
    if (heading) {
      this.at += 1;
      return el(
        `h${Math.min(heading[1].length + 2, 6)}`,
        { class: `header header-${heading[1].length}` },
        inline(heading[2]),
      );
    }
    if (/^\s*```/.test(row)) return this.takeFence();
    if (RULE.test(row)) {
      this.at += 1;
      return el("hr");
    }
    if (row.startsWith(">"))
      return el(
        "blockquote",
        {},
        drawAll(
          this.takeWhile((line) => line.startsWith(">"))
            .map((line) => line.replace(/^> ?/, ""))
            .join("\n"),
        ),
      );
    if (row.includes("|") && DIVIDER.test(this.rows[this.at + 1] ?? "")) return this.takeTable();
    if (ITEM.test(row)) return this.takeList(ITEM.exec(row)[1].length);
    return el("p", {}, inline(this.takeParagraph().join("\n")));
  }

  takeParagraph() {
    const first = this.rows[this.at];
    this.at += 1;
    return [
      first,
      ...this.takeWhile(
        (row) =>
          row.trim() && !ITEM.test(row) && !/^(#{1,6}\s|\s*```|>)/.test(row) && !RULE.test(row),
      ),
    ];
  }
}

function listItem(text) {
  const task = /^\[([ xX])\]\s+(.*)$/.exec(text);
  if (!task) return el("li", {}, inline(text));
  const done = task[1] !== " ";
  return el(
    "li",
    { class: "task" },
    el("input", {
      type: "checkbox",
      checked: done,
      disabled: true,
      "aria-label": done ? "done" : "to do",
    }),
    inline(task[2]),
  );
}

function drawAll(text) {
  const reader = new Reader(text);
  const nodes = [];
  while (reader.at < reader.rows.length) {
    if (reader.row.trim() === "") reader.at += 1;
    else nodes.push(reader.takeBlock());
  }
  return group(nodes);
}

export function drawMarkdown(block) {
  return el("div", { class: "markdown prose" }, drawAll(block.text));
}

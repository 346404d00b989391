// Tables: `table` as it stands, `data_table` sortable and a page at a time.

import { el, icon } from "../dom.js";
import { richText } from "./rich_text.js";

function cellContent(cell, surface) {
  if (!cell) return "";
  if (cell.type === "rich_text")
    return el("div", { class: "prose" }, richText(cell, surface.scene));
  if (cell.type === "raw_number") return cell.text ?? String(cell.value);
  if (cell.type === "raw_text") return cell.text ?? "";
  return el("span", { class: "not-drawn" }, `not drawn: ${cell.type}`);
}

function scrolling(label, table) {
  return el(
    "div",
    { class: "table-scroll", tabindex: "0", role: "region", "aria-label": label },
    table,
  );
}

export function drawTable(block, surface) {
  const settings = block.column_settings ?? [];
  const cellKind = (column) => {
    const setting = settings[column] ?? {};
    const align = ["center", "right"].includes(setting.align) ? setting.align : "left";
    return setting.is_wrapped ? `align-${align} wrapped` : `align-${align}`;
  };
  const row = (cells, tag, props = {}) =>
    el(
      "tr",
      {},
      cells.map((cell, column) =>
        el(tag, { ...props, class: cellKind(column) }, cellContent(cell, surface)),
      ),
    );
  const [head = [], ...body] = block.rows;
  return scrolling(
    "Table",
    el(
      "table",
      { class: "grid" },
      el("thead", {}, row(head, "th", { scope: "col" })),
      el(
        "tbody",
        {},
        body.map((cells) => row(cells, "td")),
      ),
    ),
  );
}

function plainOf(cell) {
  if (cell.type !== "rich_text") return String(cell.text ?? cell.value ?? "");
  const textOf = (part) =>
    part.elements ? part.elements.map(textOf).join("") : (part.text ?? part.name ?? "");
  return textOf(cell);
}

function isNumeric(rows, column) {
  return rows.length > 0 && rows.every((row) => row[column]?.type === "raw_number");
}

function sorted(rows, { column, down }, numeric) {
  if (column === null) return rows;
  const order = numeric
    ? (a, b) => a[column].value - b[column].value
    : (a, b) => plainOf(a[column]).localeCompare(plainOf(b[column]), "en", { numeric: true });
  const copy = [...rows].sort(order);
  return down ? copy.reverse() : copy;
}

/** data_table: its state (sort, page) lives as long as the drawn block. */
class DataTable {
  constructor(block, surface) {
    [this.head, ...this.body] = block.rows;
    this.surface = surface;
    this.caption = block.caption;
    this.size = block.page_size ?? 5;
    this.headColumn = block.row_header_column_index ?? 0;
    this.sort = { column: null, down: false };
    this.page = 0;
    this.numeric = this.head.map((cell, column) => isNumeric(this.body, column));
    this.table = el("table", { class: "grid data" });
    this.foot = el("div", { class: "table-foot" });
    this.node = el("div", { class: "data-table" }, scrolling(this.caption, this.table), this.foot);
    this.draw();
  }

  turnSort(column) {
    const same = this.sort.column === column;
    if (same && this.sort.down !== this.numeric[column]) this.sort = { column: null, down: false };
    else this.sort = { column, down: same ? !this.sort.down : this.numeric[column] };
    this.page = 0;
    this.draw();
    this.table.querySelectorAll("thead button")[column].focus();
  }

  headCell(cell, column) {
    const mine = this.sort.column === column;
    const state = !mine ? "none" : this.sort.down ? "descending" : "ascending";
    const mark = { none: "↕", ascending: "↑", descending: "↓" }[state];
    return el(
      "th",
      {
        scope: "col",
        "aria-sort": state,
        class: this.numeric[column] ? "align-right" : "align-left",
      },
      el(
        "button",
        { type: "button", class: "sort", on: { click: () => this.turnSort(column) } },
        cellContent(cell, this.surface),
        el("span", { class: "sort-mark", "aria-hidden": "true" }, mark),
      ),
    );
  }

  bodyRow(cells) {
    return el(
      "tr",
      {},
      cells.map((cell, column) => {
        const kind = this.numeric[column] ? "align-right" : "align-left";
        return column === this.headColumn
          ? el("th", { scope: "row", class: kind }, cellContent(cell, this.surface))
          : el("td", { class: kind }, cellContent(cell, this.surface));
      }),
    );
  }

  draw() {
    const rows = sorted(this.body, this.sort, this.numeric[this.sort.column]);
    const first = this.page * this.size;
    this.table.replaceChildren(
      el("caption", {}, this.caption),
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          this.head.map((cell, column) => this.headCell(cell, column)),
        ),
      ),
      el(
        "tbody",
        {},
        rows.slice(first, first + this.size).map((cells) => this.bodyRow(cells)),
      ),
    );
    this.drawFoot(first, rows.length);
  }

  drawFoot(first, count) {
    const pages = Math.ceil(count / this.size);
    this.foot.hidden = pages < 2;
    if (pages < 2) return;
    const turn = (label, name, to) =>
      el(
        "button",
        {
          type: "button",
          class: `page-turn turn-${name}`,
          "aria-label": label,
          disabled: to < 0 || to >= pages,
          on: { click: () => this.turn(to, name) },
        },
        icon("back"),
      );
    const shown = `${first + 1}–${Math.min(first + this.size, count)} of ${count}`;
    this.foot.replaceChildren(
      turn("Previous page", "back", this.page - 1),
      el("span", { "aria-live": "polite" }, shown),
      turn("Next page", "next", this.page + 1),
    );
  }

  turn(page, name) {
    this.page = page;
    this.draw();
    const again = this.foot.querySelector(`.turn-${name}`);
    (again.disabled ? this.foot.querySelector("button:not(:disabled)") : again)?.focus();
  }
}

export function drawDataTable(block, surface) {
  return new DataTable(block, surface).node;
}

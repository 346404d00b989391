// data_visualization: the card around a chart, its legend, and the same figures as a table for screen readers.

import { drawAxesChart, drawPie, numberText } from "../charts.js";
import { el } from "../dom.js";

const AXES = new Set(["bar", "line", "area"]);
const PIE_SIZE = 210;

function swatch(order) {
  return el("span", { class: `swatch swatch-${order % 12}`, "aria-hidden": "true" });
}

function pieLegend(segments) {
  const total = segments.reduce((sum, segment) => sum + segment.value, 0);
  return el(
    "ul",
    { class: "legend legend-pie" },
    segments.map((segment, order) =>
      el(
        "li",
        {},
        swatch(order),
        el("span", { class: "legend-name" }, segment.label),
        el(
          "span",
          { class: "legend-value" },
          `${numberText(segment.value)} · ${Math.round((100 * segment.value) / total)} %`,
        ),
      ),
    ),
  );
}

function seriesLegend(series) {
  if (series.length < 2) return null;
  return el(
    "ul",
    { class: "legend" },
    series.map((one, order) => el("li", {}, swatch(order), one.name)),
  );
}

function figuresOf(chart) {
  const rows =
    chart.type === "pie"
      ? chart.segments.map((segment) => [segment.label, numberText(segment.value)])
      : chart.series.flatMap((one) =>
          one.data.map((point) => [`${one.name}, ${point.label}`, numberText(point.value)]),
        );
  return el(
    "table",
    { class: "for-ears" },
    el(
      "tbody",
      {},
      rows.map(([label, value]) =>
        el("tr", {}, el("th", { scope: "row" }, label), el("td", {}, value)),
      ),
    ),
  );
}

/** Draws again whenever the room changes, so that labels keep their size. */
function fitted(draw) {
  const canvas = el("div", { class: "chart-canvas" });
  let drawn = 0;
  new ResizeObserver(([entry]) => {
    const width = Math.floor(entry.contentRect.width);
    if (width < 80 || width === drawn) return;
    drawn = width;
    canvas.replaceChildren(draw(width));
  }).observe(canvas);
  return canvas;
}

export function drawChart(block) {
  const { chart } = block;
  if (chart.type !== "pie" && !AXES.has(chart.type))
    return el("div", { class: "not-drawn", role: "note" }, `not drawn: chart ${chart.type}`);
  const pie = chart.type === "pie";
  const body = pie
    ? el(
        "div",
        { class: "pie-row" },
        el("div", { class: "pie" }, drawPie(chart, PIE_SIZE)),
        pieLegend(chart.segments),
      )
    : [seriesLegend(chart.series), fitted((width) => drawAxesChart(chart, width))];
  return el(
    "figure",
    { class: `chart chart-${chart.type}` },
    el("figcaption", {}, block.title),
    body,
    figuresOf(chart),
  );
}

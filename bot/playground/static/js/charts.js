// Charts as SVG: where marks, ticks and labels stand for a given width. Colours come from the style sheet.

import { svg } from "./dom.js";

const compact = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const full = new Intl.NumberFormat("en", { maximumFractionDigits: 2 });
const LETTER = 6.4;
const LINE = 16;
const SLANT = 0.6;

export const numberText = (value) => full.format(value);
const shortText = (value) =>
  Math.abs(value) < 10_000 ? full.format(value) : compact.format(value);

/** Round steps that cover all values and zero: [0, 5, 10, 15]. */
export function ticksOf(values, wanted = 4) {
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  const rough = (high - low || 1) / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10]
    .map((factor) => factor * power)
    .find((size) => size >= rough * 0.999);
  const first = Math.floor(low / step + 1e-9);
  const last = Math.max(Math.ceil(high / step - 1e-9), first + 1);
  return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
}

/** The frame of a chart with axes: scales, and how the category labels fit. */
class Frame {
  constructor({ width, height, categories, ticks, axis }) {
    Object.assign(this, { width, height, categories, ticks, axis });
    const widest = Math.max(...ticks.map((tick) => shortText(tick).length));
    this.left = Math.round(widest * LETTER + 14 + (axis.y_label ? LINE : 0));
    this.right = width - 12;
    this.band = (this.right - this.left) / categories.length;
    const longest = Math.max(...categories.map((label) => label.length)) * LETTER;
    this.slanted = longest > this.band - 6;
    this.every = this.slanted ? Math.max(1, Math.ceil(16 / this.band)) : 1;
    this.labelRoom = this.slanted ? Math.min(longest * SLANT + 14, 84) : LINE + 4;
    this.top = 18;
    this.bottom = height - this.labelRoom - (axis.x_label ? LINE + 2 : 4);
  }

  x(index) {
    return this.left + this.band * (index + 0.5);
  }

  y(value) {
    const [low, high] = [this.ticks[0], this.ticks.at(-1)];
    return this.bottom - ((value - low) / (high - low)) * (this.bottom - this.top);
  }

  draw() {
    return [
      this.ticks.map((tick) => this.tick(tick)),
      this.categories.map((label, index) => this.category(label, index)),
      this.titles(),
    ];
  }

  tick(value) {
    const y = this.y(value);
    return [
      svg("line", {
        x1: this.left,
        x2: this.right,
        y1: y,
        y2: y,
        class: value === 0 ? "axis zero" : "axis",
      }),
      svg(
        "text",
        { x: this.left - 8, y: y + 4, "text-anchor": "end", class: "tick" },
        shortText(value),
      ),
    ];
  }

  category(label, index) {
    if (index % this.every) return null;
    const x = this.x(index);
    const y = this.bottom + LINE;
    if (!this.slanted)
      return svg("text", { x, y: y + 2, "text-anchor": "middle", class: "tick" }, label);
    return svg(
      "text",
      {
        x: x + 4,
        y: y - 2,
        "text-anchor": "end",
        class: "tick",
        transform: `rotate(-37 ${x + 4} ${y - 2})`,
      },
      label,
    );
  }

  titles() {
    const middle = (this.top + this.bottom) / 2;
    return [
      this.axis.x_label
        ? svg(
            "text",
            {
              x: (this.left + this.right) / 2,
              y: this.height - 5,
              "text-anchor": "middle",
              class: "axis-title",
            },
            this.axis.x_label,
          )
        : null,
      this.axis.y_label
        ? svg(
            "text",
            {
              x: 12,
              y: middle,
              "text-anchor": "middle",
              class: "axis-title",
              transform: `rotate(-90 12 ${middle})`,
            },
            this.axis.y_label,
          )
        : null,
    ];
  }
}

function valuesOf(series, categories) {
  const byLabel = new Map(series.data.map((point) => [point.label, point.value]));
  return categories.map((label, index) => byLabel.get(label) ?? series.data[index]?.value ?? 0);
}

const words = (name, label, value) => svg("title", {}, `${name}, ${label}: ${numberText(value)}`);

function bars(frame, series) {
  const room = Math.min(frame.band * 0.78, 56 * series.length);
  const wide = room / series.length;
  const labelled = wide >= 22 || (series.length === 1 && frame.band >= 26);
  return series.map(({ name, values }, order) =>
    values.map((value, index) => {
      const x = frame.x(index) - room / 2 + order * wide;
      const [from, to] = [frame.y(Math.max(value, 0)), frame.y(Math.min(value, 0))];
      const gap = series.length > 1 ? 1 : 0;
      const bar = svg(
        "rect",
        {
          x: x + gap,
          y: from,
          width: Math.max(wide - gap * 2, 1),
          height: Math.max(to - from, 1),
          rx: 2,
          class: `mark fill-${order % 12}`,
        },
        words(name, frame.categories[index], value),
      );
      if (!labelled) return bar;
      return [
        bar,
        svg(
          "text",
          {
            x: x + wide / 2,
            y: value < 0 ? to + 13 : from - 5,
            "text-anchor": "middle",
            class: "value",
          },
          shortText(value),
        ),
      ];
    }),
  );
}

function curves(frame, series, filled) {
  return series.map(({ name, values }, order) => {
    const points = values.map((value, index) => [frame.x(index), frame.y(value)]);
    const path = points
      .map(([x, y], index) => `${index ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`)
      .join("");
    const base = frame.y(Math.max(frame.ticks[0], 0));
    const area = filled
      ? svg("path", {
          d: `${path}L${points.at(-1)[0]} ${base}L${points[0][0]} ${base}Z`,
          class: `area fill-${order % 12}`,
        })
      : null;
    const dots = points.map(([x, y], index) =>
      svg(
        "circle",
        { cx: x, cy: y, r: 4, class: `mark dot fill-${order % 12}` },
        words(name, frame.categories[index], values[index]),
      ),
    );
    return [
      area,
      svg("path", { d: path, class: `curve stroke-${order % 12}` }),
      dots,
      lastValue(frame, points, values, series.length),
    ];
  });
}

/** One line alone gets its last and its highest value written beside the point. */
function lastValue(frame, points, values, count) {
  if (count > 1) return null;
  const marked = new Set([values.length - 1, values.indexOf(Math.max(...values))]);
  return [...marked].map((index) => {
    const end = points[index][0] > frame.right - 24 ? "end" : "middle";
    const y = points[index][1] + (values[index] < 0 ? 17 : -9);
    return svg(
      "text",
      { x: points[index][0], y, "text-anchor": end, class: "value" },
      shortText(values[index]),
    );
  });
}

/** A chart with axes, `width` pixels wide. Kinds: bar, line, area. */
export function drawAxesChart(chart, width) {
  const axis = chart.axis_config ?? {};
  const categories = axis.categories ?? chart.series[0].data.map((point) => point.label);
  const series = chart.series.map((one) => ({ name: one.name, values: valuesOf(one, categories) }));
  const ticks = ticksOf(series.flatMap((one) => one.values));
  const frame = new Frame({ width, height: width < 420 ? 240 : 270, categories, ticks, axis });
  const marks =
    chart.type === "bar" ? bars(frame, series) : curves(frame, series, chart.type === "area");
  return svg(
    "svg",
    { viewBox: `0 0 ${width} ${frame.height}`, width, height: frame.height, "aria-hidden": "true" },
    frame.draw(),
    marks,
  );
}

const at = (center, radius, turn) =>
  `${(center + radius * Math.sin(turn)).toFixed(2)} ${(center - radius * Math.cos(turn)).toFixed(2)}`;

/** A pie with a hole; the total stands in the middle. */
export function drawPie(chart, size) {
  const total = chart.segments.reduce((sum, segment) => sum + segment.value, 0);
  const [middle, outer, inner] = [size / 2, size / 2 - 2, size * 0.29];
  let turn = 0;
  const slices = chart.segments.map((segment, order) => {
    const from = turn;
    turn += (segment.value / total) * Math.PI * 2;
    const to = Math.min(turn, from + Math.PI * 2 - 1e-4);
    const large = to - from > Math.PI ? 1 : 0;
    const d = [
      `M${at(middle, outer, from)}A${outer} ${outer} 0 ${large} 1 ${at(middle, outer, to)}`,
      `L${at(middle, inner, to)}A${inner} ${inner} 0 ${large} 0 ${at(middle, inner, from)}Z`,
    ].join("");
    return svg(
      "path",
      { d, class: `mark slice fill-${order % 12}` },
      words("Share", segment.label, segment.value),
    );
  });
  const text = svg(
    "text",
    { x: middle, y: middle + 6, "text-anchor": "middle", class: "total" },
    shortText(total),
  );
  return svg(
    "svg",
    { viewBox: `0 0 ${size} ${size}`, width: size, height: size, "aria-hidden": "true" },
    slices,
    text,
  );
}

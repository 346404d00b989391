// Draws a list of Block Kit blocks: one renderer a block type, each in the file of its family.

import {
  drawActions,
  drawAlert,
  drawContext,
  drawDivider,
  drawHeader,
  drawSection,
} from "./blocks/plain.js";
import { drawChart } from "./blocks/chart.js";
import { drawDataTable, drawTable } from "./blocks/table.js";
import { drawImage } from "./blocks/image.js";
import { drawInput } from "./blocks/input.js";
import { drawMarkdown } from "./blocks/markdown.js";
import { drawRichText } from "./blocks/rich_text.js";
import { el } from "./dom.js";

const RENDERERS = {
  actions: drawActions,
  alert: drawAlert,
  context: drawContext,
  data_table: drawDataTable,
  data_visualization: drawChart,
  divider: drawDivider,
  header: drawHeader,
  image: drawImage,
  input: drawInput,
  markdown: drawMarkdown,
  rich_text: drawRichText,
  section: drawSection,
  table: drawTable,
};

/** What stands where a block can't be drawn, so that nobody takes it for nothing. */
export function notDrawn(type) {
  return el("div", { class: "not-drawn", role: "note" }, `not drawn: ${type}`);
}

function drawBlock(block, surface) {
  const type = String(block?.type);
  if (!Object.hasOwn(RENDERERS, type)) return notDrawn(type);
  try {
    return RENDERERS[type](block, surface);
  } catch (error) {
    console.error("a block could not be drawn", block, error);
    return notDrawn(`${type} (${error.message})`);
  }
}

/** Draws `blocks` for a surface (a message, a modal or the Home tab). */
export function drawBlocks(blocks, surface) {
  return el(
    "div",
    { class: "blocks" },
    blocks.map((block, index) => {
      const named = block && !block.block_id ? { ...block, block_id: `block-${index}` } : block;
      return el(
        "div",
        {
          class: `block block-${String(block?.type).replace(/\W/g, "")}`,
          dataset: { blockId: named?.block_id ?? "" },
        },
        drawBlock(named, surface),
      );
    }),
  );
}

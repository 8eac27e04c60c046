/**
 * Places the layers of a graph in a pane, in pixels at a zoom of 1: wide layers become rows that fit the width, and a long
 * graph in a wide pane becomes columns.
 */
export interface GraphNode {
  step_number: number;
  /** Position of the top left corner. */
  x: number;
  y: number;
  width: number;
  height: number;
  /** The lines of its description. */
  lines: number;
}

export interface PlacedGraph {
  width: number;
  height: number;
  nodes: GraphNode[];
}

const GAP_X = 12;
const GAP_Y = 28;
const MARGIN = 12;
/** The space between two columns of layers. */
const COLUMN_GAP = 64;
const MIN_NODE_WIDTH = 132;
/** A row has as many nodes of this width as fit it, but at least two. */
const GOOD_NODE_WIDTH = 160;
/** Wider nodes are harder to scan, except where the pane has no room for more. */
const MAX_NODE_WIDTH = 320;
/** The width of a node where columns stand side by side. */
const MAX_COLUMN_NODE_WIDTH = 208;
/** A narrower pane has one column. */
export const NARROW_PANE = 420;
/** Graphs with fewer rows stay in one column. */
const LONG_GRAPH = 14;
/** Borders, padding and the line with the number. */
const NODE_HEAD = 32;
const LINE_HEIGHT = 16;
/** Borders and padding beside the description. */
const NODE_SIDES = 20;
const MAX_LINES = 2;

/** Returns how many lines the description of a step takes in a width. */
export type CountLines = (stepNumber: number, width: number) => number;

/** Places the nodes for a pane of a width. */
export function wrapGraph(layers: number[][], countLines: CountLines, paneWidth: number): PlacedGraph {
  const room = Math.max(MIN_NODE_WIDTH, paneWidth - 2 * MARGIN);
  const widest = Math.max(...layers.map((layer) => layer.length));
  const perRow = Math.min(widest, Math.max(2, Math.floor((room + GAP_X) / (GOOD_NODE_WIDTH + GAP_X))));
  const isNarrow = paneWidth < NARROW_PANE;
  const rows = layers.flatMap((layer) => chunks(layer, perRow));
  const isLong = rows.length >= LONG_GRAPH && !isNarrow;
  const most = isLong ? MAX_COLUMN_NODE_WIDTH : MAX_NODE_WIDTH;
  const widthOf = (count: number, length: number) =>
    Math.min(
      isNarrow ? paneWidth : most,
      Math.max(MIN_NODE_WIDTH, Math.floor((length - (count - 1) * GAP_X) / count)),
    );
  const rowWidth = perRow * (widthOf(perRow, room) + GAP_X) - GAP_X;
  const linesOf = (step: number, width: number) => Math.min(MAX_LINES, countLines(step, width - NODE_SIDES));
  const heightOf = (lines: number) => NODE_HEAD + lines * LINE_HEIGHT;
  const heights = rows.map((row) => {
    const width = widthOf(row.length, rowWidth);
    return heightOf(Math.max(...row.map((step) => linesOf(step, width)))) + GAP_Y;
  });
  const total = heights.reduce((sum, height) => sum + height, 0);
  const columns = isLong ? Math.max(1, Math.round(Math.sqrt(total / (rowWidth + COLUMN_GAP)))) : 1;
  const perColumn = Math.ceil(rows.length / columns);
  let bottom = 0;
  let y = MARGIN;
  const nodes = rows.flatMap((row, index) => {
    if (index % perColumn === 0) y = MARGIN;
    const left = MARGIN + Math.floor(index / perColumn) * (rowWidth + COLUMN_GAP);
    const width = widthOf(row.length, rowWidth);
    const indent = (rowWidth - (row.length * (width + GAP_X) - GAP_X)) / 2;
    const top = y;
    y += heights[index] ?? 0;
    bottom = Math.max(bottom, y - GAP_Y);
    return row.map((step_number, place) => {
      const lines = linesOf(step_number, width);
      const x = left + indent + place * (width + GAP_X);
      return { step_number, x, y: top, width, height: heightOf(lines), lines };
    });
  });
  const used = Math.ceil(rows.length / perColumn);
  return { nodes, width: 2 * MARGIN + used * (rowWidth + COLUMN_GAP) - COLUMN_GAP, height: bottom + MARGIN };
}

/** Splits a list into parts of about the same length. */
function chunks<T>(list: T[], most: number): T[][] {
  const parts = Math.ceil(list.length / most);
  const length = Math.ceil(list.length / parts);
  return Array.from({ length: parts }, (_, part) => list.slice(part * length, (part + 1) * length));
}

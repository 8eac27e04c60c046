/** Wraps the layers of a graph, so that it has about the shape of its pane: wide layers into rows, long graphs into columns. */
import type { GraphNode } from './step-graph-layout';

export interface Size {
  width: number;
  height: number;
}

const GAP_X = 24;
const GAP_Y = 36;
const MARGIN = 16;
/** The space between two columns of layers. */
const COLUMN_GAP = 96;
/** Graphs with fewer rows fit a pane as they are. */
const LONG_GRAPH = 14;

export interface WrappedGraph extends Size {
  nodes: GraphNode[];
}

/** Moves the nodes of a layered layout from top to bottom. Nodes of one layer keep their order. */
export function wrapGraph(nodes: GraphNode[], size: Size): WrappedGraph {
  const perRow = Math.max(4, Math.ceil(Math.sqrt(nodes.length) / 1.5));
  const rows = layersOf(nodes).flatMap((layer) => chunks(layer, perRow));
  const width = Math.max(...rows.map((row) => widthOf(row, size)), size.width);
  const step = size.height + GAP_Y;
  const columns =
    rows.length < LONG_GRAPH
      ? 1
      : Math.max(1, Math.round(Math.sqrt((rows.length * step) / (width + COLUMN_GAP))));
  const perColumn = Math.ceil(rows.length / columns);
  const placed = rows.flatMap((row, index) => {
    const column = Math.floor(index / perColumn);
    const left = MARGIN + column * (width + COLUMN_GAP) + (width - widthOf(row, size)) / 2;
    const y = MARGIN + (index % perColumn) * step;
    return row.map((node, place) => ({ ...node, x: left + place * (size.width + GAP_X), y }));
  });
  return {
    nodes: placed,
    width: 2 * MARGIN + Math.ceil(rows.length / perColumn) * (width + COLUMN_GAP) - COLUMN_GAP,
    height: 2 * MARGIN + Math.min(rows.length, perColumn) * step - GAP_Y,
  };
}

const widthOf = (row: GraphNode[], size: Size) => row.length * (size.width + GAP_X) - GAP_X;

/** Returns the nodes by layer, from top to bottom, each from left to right. */
function layersOf(nodes: GraphNode[]): GraphNode[][] {
  const layers = new Map<number, GraphNode[]>();
  for (const node of nodes) {
    const y = Math.round(node.y);
    layers.set(y, [...(layers.get(y) ?? []), node]);
  }
  const sorted = [...layers]
    .sort(([a], [b]) => a - b)
    .map(([, layer]) => layer.toSorted((a, b) => a.x - b.x || a.step_number - b.step_number));
  // The layout may be a mirror image: a graph reads better with its numbers from left to right.
  const rising = sorted.flatMap((layer) =>
    layer.slice(1).map((node, index) => Math.sign(node.step_number - (layer[index]?.step_number ?? 0))),
  );
  const isMirrored = rising.reduce((sum, sign) => sum + sign, 0) < 0;
  return isMirrored ? sorted.map((layer) => layer.toReversed()) : sorted;
}

/** Splits a list into parts of about the same length. */
function chunks<T>(list: T[], most: number): T[][] {
  const parts = Math.ceil(list.length / most);
  const length = Math.ceil(list.length / parts);
  return Array.from({ length: parts }, (_, part) => list.slice(part * length, (part + 1) * length));
}

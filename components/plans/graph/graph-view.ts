/** Decides which part of a graph a pane shows. */
import type { GraphNode, PlacedGraph } from './wrap-graph';

export interface View {
  x: number;
  y: number;
  zoom: number;
}

interface Size {
  width: number;
  height: number;
}

export const MIN_ZOOM = 0.05;

/** Returns the view at which a graph opens: its texts in their own size, with a node in the middle if not all fits. */
export function openingView(graph: PlacedGraph, pane: Size, node: GraphNode | undefined): View {
  const middle = { x: (node?.x ?? 0) + (node?.width ?? 0) / 2, y: (node?.y ?? 0) + (node?.height ?? 0) / 2 };
  return {
    x: startOf(graph.width, pane.width, middle.x),
    y: startOf(graph.height, pane.height, middle.y),
    zoom: 1,
  };
}

/** Returns where a length begins in a room that shows its middle, or all of it: no room stays empty at one side. */
function startOf(length: number, room: number, middle: number): number {
  if (length <= room) return Math.round((room - length) / 2);
  return Math.round(Math.min(0, Math.max(room - length, room / 2 - middle)));
}

/** Returns the view of a whole graph, which is not enlarged. */
export function wholeView({ width, height }: PlacedGraph, pane: Size): View {
  const zoom = Math.max(Math.min(pane.width / width, pane.height / height, 1), MIN_ZOOM);
  return { x: (pane.width - width * zoom) / 2, y: Math.max(0, (pane.height - height * zoom) / 2), zoom };
}

/** Returns whether a view shows some of the graph: one from a wider window may not. */
export function isInView(graph: Size, { x, y, zoom }: View, pane: Size): boolean {
  return x < pane.width && y < pane.height && x + graph.width * zoom > 0 && y + graph.height * zoom > 0;
}

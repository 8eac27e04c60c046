/** Lays out the steps as a graph of layers, each below those that it waits for. */
import { Graph, layout } from '@dagrejs/dagre';
import type { Step } from '@/lib/agent-execution/agent-execution.types';

export interface GraphEdge {
  from: number;
  to: number;
}

export interface StepLayers {
  /** The numbers of the steps by layer from top to bottom, each layer from left to right. */
  layers: number[][];
  edges: GraphEdge[];
}

/** The layers do not depend on the size, which wrap-graph.ts decides. */
const NODE = { width: 160, height: 56 };

/** Orders the steps into layers from top to bottom with few crossings (Sugiyama et al. 1981), with dagre. */
export function layerSteps(steps: Pick<Step, 'step_number' | 'depends_on'>[]): StepLayers {
  const graph = new Graph();
  graph.setGraph({ rankdir: 'TB', ranker: 'tight-tree' });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const step of steps) graph.setNode(String(step.step_number), { ...NODE });
  for (const step of steps) {
    for (const before of step.depends_on) graph.setEdge(String(before), String(step.step_number));
  }
  layout(graph);
  const byHeight = new Map<number, { step_number: number; x: number }[]>();
  for (const { step_number } of steps) {
    const { x, y } = graph.node(String(step_number));
    const layer = byHeight.get(Math.round(y));
    if (layer) layer.push({ step_number, x });
    else byHeight.set(Math.round(y), [{ step_number, x }]);
  }
  const layers = [...byHeight]
    .sort(([a], [b]) => a - b)
    .map(([, layer]) => layer.toSorted((a, b) => a.x - b.x || a.step_number - b.step_number))
    .map((layer) => layer.map(({ step_number }) => step_number));
  const edges = graph.edges().map((edge) => ({ from: Number(edge.v), to: Number(edge.w) }));
  return { layers: unmirrored(layers), edges };
}

/** Returns the layers with their numbers from left to right: the layout may be a mirror image. */
function unmirrored(layers: number[][]): number[][] {
  const rising = layers.flatMap((layer) =>
    layer.slice(1).map((step, index) => Math.sign(step - (layer[index] ?? 0))),
  );
  const isMirrored = rising.reduce((sum, sign) => sum + sign, 0) < 0;
  return isMirrored ? layers.map((layer) => layer.toReversed()) : layers;
}

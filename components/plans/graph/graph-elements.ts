/** The nodes and lines of a placed graph, as React Flow takes them. */
import type { Edge } from '@xyflow/react';
import { useMemo } from 'react';
import type { PlanWithDetails } from '@/lib/agent-execution/agent-execution.types';
import type { GraphEdge } from './step-graph-layout';
import type { GraphStepNode } from './step-node';
import type { PlacedGraph } from './wrap-graph';

/** Without it, nodes that cannot be dragged or selected take no clicks. */
const CLICKABLE = { pointerEvents: 'all' as const };

export interface NodeInput {
  plan: PlanWithDetails;
  chosen: number | null;
  filter: ReadonlySet<string>;
  graph: PlacedGraph;
  critical: ReadonlySet<number>;
  stateOf: ReadonlyMap<number, string>;
  onChoose: (stepNumber: number) => void;
  onFocus: (stepNumber: number) => void;
}

/** Returns the nodes of a placed graph; they stay the same until something that they show changes. */
export function useNodes({
  plan,
  graph,
  critical,
  chosen,
  filter,
  stateOf,
  onChoose,
  onFocus,
}: NodeInput): GraphStepNode[] {
  return useMemo(() => {
    const steps = new Map(plan.steps.map((step) => [step.step_number, step]));
    const { status, completed_at } = plan;
    return graph.nodes.flatMap(({ step_number, x, y, width, height, lines }) => {
      const step = steps.get(step_number);
      if (!step) return [];
      const data = {
        step,
        plan: { status, completed_at },
        lines,
        isCritical: critical.has(step_number),
        isChosen: step_number === chosen,
        isDim: filter.size > 0 && !filter.has(stateOf.get(step_number) ?? step.status),
        onChoose,
        onFocus,
      };
      return [
        {
          id: String(step_number),
          type: 'step' as const,
          position: { x, y },
          width,
          height,
          data,
          style: CLICKABLE,
        },
      ];
    });
  }, [plan, graph, critical, chosen, filter, stateOf, onChoose, onFocus]);
}

/** Returns the lines of a graph, those of the critical path strong. */
export function edgesOf(graph: PlacedGraph, lines: GraphEdge[], critical: ReadonlySet<number>): Edge[] {
  const heights = new Map(graph.nodes.map(({ step_number, y }) => [step_number, y]));
  const isStrong = ({ from, to }: GraphEdge) => critical.has(from) && critical.has(to);
  // The strong lines come last, so that they are above the others.
  return lines
    .toSorted((a, b) => Number(isStrong(a)) - Number(isStrong(b)))
    .map((edge) => {
      const { from, to } = edge;
      const isCritical = isStrong(edge);
      // A line to the next column goes around the steps.
      const isBack = (heights.get(to) ?? 0) <= (heights.get(from) ?? 0);
      return {
        id: `${from}-${to}`,
        source: String(from),
        target: String(to),
        type: isBack ? 'smoothstep' : 'default',
        focusable: false,
        style: { stroke: isCritical ? 'var(--ink)' : 'var(--control)', strokeWidth: isCritical ? 2 : 1 },
      };
    });
}

'use client';

import '@xyflow/react/dist/base.css';
import { type Edge, MiniMap, ReactFlow, ReactFlowProvider, useReactFlow, type Viewport } from '@xyflow/react';
import { useQueryState } from 'nuqs';
import { useMemo, useRef } from 'react';
import { planViewParams } from '@/components/plans/plan-search-params';
import { openingStep, type ShownStep } from '@/components/plans/step-problems';
import { useEvent } from '@/components/ui/use-event';
import type { PlanWithDetails } from '@/lib/agent-execution/agent-execution.types';
import { GraphBar } from './graph-bar';
import { criticalPath, type GraphLayout, layoutGraph, minutesOfPath, NODE } from './step-graph-layout';
import { type GraphStepNode, StepNode } from './step-node';

export interface StepGraphProps {
  plan: PlanWithDetails;
  states: ShownStep[];
  filter: ReadonlySet<string>;
  /** The step in the URL. */
  chosen: number | null;
  onChooseStep: (stepNumber: number) => void;
}

/** Without it, nodes that cannot be dragged or selected take no clicks. */
const CLICKABLE = { pointerEvents: 'all' as const };
const nodeTypes = { step: StepNode };
const MIN_ZOOM = 0.05;
const MAX_ZOOM = 1.5;
/** Pixels around a graph that is shown as a whole. */
const MARGIN = 16;
/** The zoom at which a graph opens that would be too small as a whole. */
const OPENING_ZOOM = 0.85;
const colorOf = (status: string) =>
  `var(--${status === 'in_progress' ? 'in-progress' : (minimapColors[status] ?? status)})`;
const minimapColors: Record<string, string> = {
  awaiting_approval: 'awaiting',
  skipped: 'inactive',
  quiet: 'inactive',
  lost: 'blocked',
  pending: 'line-strong',
};

/** Shows the steps as a graph of dependencies that can be zoomed and moved; strong lines mark the critical path. */
export function StepGraph(props: StepGraphProps) {
  return (
    <ReactFlowProvider>
      <Graph {...props} />
    </ReactFlowProvider>
  );
}

function Graph({ plan, states, filter, chosen, onChooseStep }: StepGraphProps) {
  const { setCenter, setViewport, getZoom, getNode, getViewport } = useReactFlow();
  const pane = useRef<HTMLDivElement>(null);
  const [camera, setCamera] = useQueryState('camera', planViewParams.camera);
  // The layout depends only on numbers and dependencies, so a new status does not repeat it.
  const shape = JSON.stringify(plan.steps.map((step) => [step.step_number, step.depends_on]));
  // biome-ignore lint/correctness/useExhaustiveDependencies: the shape identifies the steps
  const graph = useMemo(() => layoutGraph(plan.steps), [shape]);
  const critical = useMemo(() => criticalPath(plan.steps), [plan.steps]);
  const onChoose = useEvent(onChooseStep);
  const onFocus = useEvent((stepNumber: number) => {
    const node = getNode(String(stepNumber));
    const box = pane.current?.getBoundingClientRect();
    if (!node || !box) return;
    const { x, y, zoom } = getViewport();
    const at = { x: node.position.x * zoom + x, y: node.position.y * zoom + y };
    const isInView =
      at.x >= 0 &&
      at.y >= 0 &&
      at.x + NODE.width * zoom <= box.width &&
      at.y + NODE.height * zoom <= box.height;
    if (!isInView)
      setCenter(node.position.x + NODE.width / 2, node.position.y + NODE.height / 2, { zoom: getZoom() });
  });
  const stateOf = useMemo(() => new Map(states.map((state) => [state.step_number, state.status])), [states]);
  const nodes = useNodes({ plan, graph, critical, chosen, filter, stateOf, onChoose, onFocus });
  const edges = useMemo(() => edgesOf(graph, critical), [graph, critical]);
  /** Shows the whole graph from the top of the pane. */
  const showWhole = (options?: { duration: number }) => setViewport(wholeView(graph, pane.current), options);
  const open = () => {
    if (camera.length === 3) return;
    const start = chosen ?? openingStep(states);
    const node = graph.nodes.find(({ step_number }) => step_number === start) ?? graph.nodes[0];
    if (!node || wholeView(graph, pane.current).zoom >= OPENING_ZOOM / 2) return showWhole();
    setCenter(node.x + NODE.width / 2, node.y + NODE.height / 2, { zoom: OPENING_ZOOM });
  };
  const [x, y, zoom] = camera;
  return (
    <>
      <GraphBar
        criticalSteps={critical.size}
        criticalMinutes={minutesOfPath(plan.steps, critical)}
        onFit={showWhole}
      />
      <div ref={pane} data-step-canvas className="h-[26rem] lg:h-[max(22rem,calc(100dvh-31rem))]">
        <ReactFlow
          nodes={nodes}
          edges={edges}
          nodeTypes={nodeTypes}
          defaultViewport={
            x === undefined || y === undefined || zoom === undefined ? undefined : { x, y, zoom }
          }
          minZoom={MIN_ZOOM}
          maxZoom={MAX_ZOOM}
          nodesDraggable={false}
          nodesConnectable={false}
          nodesFocusable={false}
          edgesFocusable={false}
          elementsSelectable={false}
          panOnScroll
          proOptions={{ hideAttribution: true }}
          onInit={open}
          onMoveEnd={(event, view) => {
            if (event)
              setCamera([Math.round(view.x), Math.round(view.y), Math.round(view.zoom * 1000) / 1000]);
          }}
        >
          {plan.steps.length > 12 && (
            <MiniMap<GraphStepNode>
              pannable
              zoomable
              ariaLabel="Map of the graph"
              bgColor="var(--surface)"
              maskColor="color-mix(in srgb, var(--ink) 12%, transparent)"
              nodeColor={({ data }) => colorOf(stateOf.get(data.step.step_number) ?? data.step.status)}
              nodeBorderRadius={12}
              className="rounded-md border border-line-strong !m-2"
              style={{ width: 132, height: 96 }}
            />
          )}
        </ReactFlow>
      </div>
    </>
  );
}

/** Returns the view of a whole graph, which is not enlarged. */
function wholeView({ width, height }: GraphLayout, pane: HTMLElement | null): Viewport {
  const { clientWidth = 0, clientHeight = 0 } = pane ?? {};
  const room = Math.min((clientWidth - 2 * MARGIN) / width, (clientHeight - 2 * MARGIN) / height, 1);
  const zoom = Math.max(room, MIN_ZOOM);
  return { x: (clientWidth - width * zoom) / 2, y: MARGIN, zoom };
}

interface NodeInput extends Pick<StepGraphProps, 'plan' | 'chosen' | 'filter'> {
  graph: GraphLayout;
  critical: ReadonlySet<number>;
  stateOf: ReadonlyMap<number, string>;
  onChoose: (stepNumber: number) => void;
  onFocus: (stepNumber: number) => void;
}

function useNodes({
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
    return graph.nodes.flatMap(({ step_number, x, y }) => {
      const step = steps.get(step_number);
      if (!step) return [];
      const data = {
        step,
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
          ...NODE,
          data,
          style: CLICKABLE,
        },
      ];
    });
  }, [plan.steps, graph, critical, chosen, filter, stateOf, onChoose, onFocus]);
}

function edgesOf(graph: GraphLayout, critical: ReadonlySet<number>): Edge[] {
  const heights = new Map(graph.nodes.map(({ step_number, y }) => [step_number, y]));
  const isStrong = ({ from, to }: GraphLayout['edges'][number]) => critical.has(from) && critical.has(to);
  // The strong lines come last, so that they are above the others.
  return graph.edges
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

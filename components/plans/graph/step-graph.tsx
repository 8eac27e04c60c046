'use client';

import '@xyflow/react/dist/base.css';
import { MiniMap, ReactFlow, ReactFlowProvider, useReactFlow } from '@xyflow/react';
import { useQueryState } from 'nuqs';
import { useEffect, useMemo, useRef } from 'react';
import { planViewParams } from '@/components/plans/plan-search-params';
import { openingStep, type ShownStep } from '@/components/plans/step-problems';
import { useEvent } from '@/components/ui/use-event';
import type { PlanWithDetails } from '@/lib/agent-execution/agent-execution.types';
import { criticalPath, minutesOfPath } from './critical-path';
import { GraphBar } from './graph-bar';
import { edgesOf, useNodes } from './graph-elements';
import { isInView, MIN_ZOOM, openingView, wholeView } from './graph-view';
import { type GraphStepNode, StepNode } from './step-node';
import { usePlacedGraph, useWidth } from './use-placed-graph';
import { NARROW_PANE } from './wrap-graph';

export interface StepGraphProps {
  plan: PlanWithDetails;
  states: ShownStep[];
  filter: ReadonlySet<string>;
  /** The step in the URL. */
  chosen: number | null;
  onChooseStep: (stepNumber: number) => void;
}

const nodeTypes = { step: StepNode };
const MAX_ZOOM = 1.5;
/** Plans with more steps have a map. */
const MANY_STEPS = 12;
/** In a narrow pane the map is smaller, and only there for plans with more steps than this. */
const MANY_STEPS_NARROW = 30;
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
  const paneWidth = useWidth(pane);
  const [camera, setCamera] = useQueryState('camera', planViewParams.camera);
  const { graph, lines } = usePlacedGraph(plan.steps, pane, paneWidth);
  const critical = useMemo(() => criticalPath(plan.steps), [plan.steps]);
  const onChoose = useEvent(onChooseStep);
  const onFocus = useEvent((stepNumber: number) => {
    const node = getNode(String(stepNumber));
    const box = pane.current?.getBoundingClientRect();
    if (!node || !box) return;
    const { width = 0, height = 0 } = node;
    const { x, y, zoom } = getViewport();
    const at = { x: node.position.x * zoom + x, y: node.position.y * zoom + y };
    const isSeen =
      at.x >= 0 && at.y >= 0 && at.x + width * zoom <= box.width && at.y + height * zoom <= box.height;
    if (!isSeen) setCenter(node.position.x + width / 2, node.position.y + height / 2, { zoom: getZoom() });
  });
  const stateOf = useMemo(() => new Map(states.map((state) => [state.step_number, state.status])), [states]);
  const nodes = useNodes({ plan, graph, critical, chosen, filter, stateOf, onChoose, onFocus });
  const edges = useMemo(() => edgesOf(graph, lines, critical), [graph, lines, critical]);
  const isNarrow = paneWidth < NARROW_PANE;
  const [x, y, zoom] = camera;
  const kept = x === undefined || y === undefined || zoom === undefined ? undefined : { x, y, zoom };
  const open = useEvent(() => {
    const size = sizeOf(pane.current);
    if (kept && isInView(graph, kept, size)) return;
    const start = chosen ?? openingStep(states);
    const node = graph.nodes.find(({ step_number }) => step_number === start) ?? graph.nodes[0];
    setViewport(openingView(graph, size, node));
  });
  // A window of another width has another layout.
  const opened = useRef(0);
  useEffect(() => {
    if (opened.current > 0 && opened.current !== paneWidth) open();
    opened.current = paneWidth;
  }, [paneWidth, open]);
  return (
    <>
      <GraphBar
        criticalSteps={critical.size}
        criticalMinutes={minutesOfPath(plan.steps, critical)}
        onFit={(options) => setViewport(wholeView(graph, sizeOf(pane.current)), options)}
      />
      <div
        ref={pane}
        data-step-canvas
        className="h-[min(var(--graph),max(20rem,60dvh))] min-h-32 lg:h-[min(var(--graph),max(22rem,calc(100dvh-31rem)))]"
        style={{ ['--graph' as string]: `${graph.height}px` }}
      >
        {paneWidth > 0 && (
          <ReactFlow
            nodes={nodes}
            edges={edges}
            nodeTypes={nodeTypes}
            defaultViewport={kept}
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
            {plan.steps.length > (isNarrow ? MANY_STEPS_NARROW : MANY_STEPS) && (
              <MiniMap<GraphStepNode>
                pannable
                zoomable
                ariaLabel="Map of the graph"
                bgColor="var(--surface)"
                maskColor="color-mix(in srgb, var(--ink) 12%, transparent)"
                nodeColor={({ data }) => colorOf(stateOf.get(data.step.step_number) ?? data.step.status)}
                nodeBorderRadius={12}
                className="rounded-md border border-line-strong !m-2"
                style={isNarrow ? { width: 72, height: 96 } : { width: 132, height: 96 }}
              />
            )}
          </ReactFlow>
        )}
      </div>
    </>
  );
}

const sizeOf = (pane: HTMLElement | null) => ({
  width: pane?.clientWidth ?? 0,
  height: pane?.clientHeight ?? 0,
});

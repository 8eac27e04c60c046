'use client';

import { useMemo } from 'react';
import { StepStatusLabel } from '@/components/status/held-status-label';
import type { PlanWithDetails } from '@/lib/agent-execution/agent-execution.types';
import { criticalPath, type GraphEdge, layoutGraph, NODE } from './step-graph-layout';

export interface StepGraphProps {
  plan: PlanWithDetails;
  onChooseStep: (stepNumber: number) => void;
}

/** Shows the steps as a graph of dependencies; strong lines mark the critical path. */
export function StepGraph({ plan, onChooseStep }: StepGraphProps) {
  // The layout depends only on numbers and dependencies, so a new status does not repeat it.
  const shape = JSON.stringify(plan.steps.map((step) => [step.step_number, step.depends_on]));
  // biome-ignore lint/correctness/useExhaustiveDependencies: the shape identifies the steps
  const graph = useMemo(() => layoutGraph(plan.steps), [shape]);
  const critical = useMemo(() => criticalPath(plan.steps), [plan.steps]);
  const steps = new Map(plan.steps.map((step) => [step.step_number, step]));
  const isCritical = (edge: GraphEdge) => critical.has(edge.from) && critical.has(edge.to);
  return (
    <div className="overflow-auto">
      <div className="relative mx-auto" style={{ width: graph.width, height: graph.height }}>
        <svg aria-hidden="true" width={graph.width} height={graph.height} className="absolute inset-0">
          {graph.edges.map((edge) => (
            <path
              key={`${edge.from}-${edge.to}`}
              d={pathOf(edge.points)}
              className={isCritical(edge) ? 'fill-none stroke-ink' : 'fill-none stroke-control'}
              strokeWidth={isCritical(edge) ? 2 : 1}
            />
          ))}
        </svg>
        <ol>
          {graph.nodes.map(({ step_number, x, y }) => {
            const step = steps.get(step_number);
            if (!step) return null;
            return (
              <li key={step_number} className="absolute" style={{ left: x, top: y, ...NODE }}>
                <button
                  type="button"
                  title={step.description}
                  onClick={() => onChooseStep(step_number)}
                  className={`flex size-full items-start gap-1.5 rounded-md border bg-surface px-2 py-1.5 text-left hover:bg-hover ${critical.has(step_number) ? 'border-2 border-control' : 'border-line-strong'}`}
                >
                  <StepStatusLabel step={step} isIconOnly className="h-4" />
                  <span className="shrink-0 text-faint text-meta tabular-nums">{step_number}</span>
                  <span dir="auto" className="break-text line-clamp-2 min-w-0 text-meta">
                    {step.description}
                  </span>
                  <span className="sr-only">
                    {step.depends_on.length > 0
                      ? `waits for ${step.depends_on.join(', ')}`
                      : 'waits for nothing'}
                    {critical.has(step_number) ? ', on the critical path' : ''}
                  </span>
                </button>
              </li>
            );
          })}
        </ol>
      </div>
    </div>
  );
}

/** Returns an SVG path through the points: quadratic curves that meet half-way between them. */
function pathOf(points: GraphEdge['points']): string {
  const [first, ...rest] = points;
  const last = rest.at(-1);
  if (!first || !last) return '';
  const curves = rest.slice(0, -1).map((point, i) => {
    const next = rest[i + 1] ?? last;
    const end = i === rest.length - 2 ? next : { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 };
    return `Q ${point.x} ${point.y} ${end.x} ${end.y}`;
  });
  return curves.length > 0
    ? `M ${first.x} ${first.y} ${curves.join(' ')}`
    : `M ${first.x} ${first.y} L ${last.x} ${last.y}`;
}

'use client';

import { Handle, type Node, type NodeProps, Position, useStore } from '@xyflow/react';
import { memo } from 'react';
import { StepTime, type StepTimeProps } from '@/components/plans/timeline/step-time';
import { StepStatusLabel } from '@/components/status/held-status-label';
import type { Step } from '@/lib/agent-execution/agent-execution.types';
import { classNames } from '@/lib/class-names';

export type GraphStepNode = Node<
  {
    step: Step;
    plan: StepTimeProps['plan'];
    /** The lines of its description. */
    lines: number;
    isCritical: boolean;
    isChosen: boolean;
    /** Whether the filter omits the step. */
    isDim: boolean;
    onChoose: (stepNumber: number) => void;
    onFocus: (stepNumber: number) => void;
  },
  'step'
>;

/** Below this zoom a description cannot be read, so the number is larger. */
const READABLE_ZOOM = 0.55;

const handle = 'pointer-events-none !size-px !min-h-0 !min-w-0 !border-0 !bg-transparent';

/** Shows a step of the graph, which a click chooses. Zoomed out, it shows only a larger number. */
export const StepNode = memo(function StepNode({ data }: NodeProps<GraphStepNode>) {
  const { step, plan, lines, isCritical, isChosen, isDim, onChoose, onFocus } = data;
  const isSmall = useStore(({ transform }) => transform[2] < READABLE_ZOOM);
  return (
    <div data-step={step.step_number} className="size-full">
      <Handle type="target" position={Position.Top} isConnectable={false} className={handle} />
      <button
        type="button"
        data-step-button
        title={step.description}
        aria-pressed={isChosen}
        onClick={() => onChoose(step.step_number)}
        onFocus={() => onFocus(step.step_number)}
        className={classNames(
          'nopan grid size-full content-center rounded-md border bg-surface px-2 text-left hover:bg-hover',
          isCritical ? 'border-2 border-ink' : 'border-line-strong',
          isDim && 'border-dashed bg-canvas text-faint',
          isChosen && 'outline-2 outline-ink outline-offset-2',
          isSmall && 'justify-center',
        )}
      >
        <span className="flex h-4 min-w-0 items-center gap-1.5">
          <StepStatusLabel step={step} isIconOnly className={isSmall ? '[&_svg]:size-7' : 'h-4'} />
          <span
            className={classNames(
              'shrink-0 tabular-nums',
              isSmall ? 'font-medium text-[1.75rem]' : 'text-faint text-meta',
            )}
          >
            {step.step_number}
          </span>
          {!isSmall && (
            <span className="ml-auto truncate">
              <StepTime step={step} plan={plan} />
            </span>
          )}
        </span>
        <span
          dir="auto"
          className={classNames(
            'break-text min-w-0 text-meta',
            lines > 1 ? 'line-clamp-2' : 'line-clamp-1',
            isSmall && 'sr-only',
          )}
        >
          {step.description}
        </span>
        <span className="sr-only">
          {step.depends_on.length > 0 ? `waits for ${step.depends_on.join(', ')}` : 'waits for nothing'}
          {isCritical ? ', on the critical path' : ''}
        </span>
      </button>
      <Handle type="source" position={Position.Bottom} isConnectable={false} className={handle} />
    </div>
  );
});

import { RelativeTime } from '@/components/ui/relative-time';
import type { EndedStep } from '@/lib/agent-execution/analytics.types';
import { actorName } from '@/lib/format/actor-name';
import { elapsedMs, formatDuration } from '@/lib/format/duration';
import { StepLine, StepTable } from './step-table';

const HEADS = [
  { text: 'Agent', className: 'w-32 max-xl:hidden' },
  { text: 'Time', className: 'w-24 text-right max-lg:hidden' },
  { text: 'Attempt', className: 'w-20 text-right max-xl:hidden' },
  { text: 'Ended', className: 'w-24 text-right' },
];

/** Shows steps that ended, with their plans. */
export function EndedStepTable({ steps }: { steps: EndedStep[] }) {
  return (
    <StepTable status="Status" heads={HEADS}>
      {steps.map((step) => (
        <EndedStepLine key={`${step.plan_id} ${step.step_number}`} step={step} />
      ))}
    </StepTable>
  );
}

function EndedStepLine({ step }: { step: EndedStep }) {
  const ms = step.started_at === null ? null : elapsedMs(step.started_at, step.completed_at, 0);
  const task = (
    <span dir="auto" className="block truncate text-meta text-muted md:hidden">
      {step.task_title}
    </span>
  );
  return (
    <StepLine status={step.status} step={step} note={task}>
      <td title={step.created_by} className="truncate px-3 text-muted max-xl:hidden">
        {actorName(step.created_by)}
      </td>
      <td className="px-3 text-right text-meta text-muted tabular-nums max-lg:hidden">
        {ms === null ? '–' : formatDuration(ms)}
      </td>
      <td className="px-3 text-right text-meta text-muted tabular-nums max-xl:hidden">{step.attempt}</td>
      <td className="whitespace-nowrap px-3 text-right text-meta text-muted tabular-nums">
        <RelativeTime at={step.completed_at} />
      </td>
    </StepLine>
  );
}

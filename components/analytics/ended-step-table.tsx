import { StatusLabel } from '@/components/status/status-label';
import { Link } from '@/components/ui/link';
import { RelativeTime } from '@/components/ui/relative-time';
import type { EndedStep } from '@/lib/agent-execution/analytics.types';
import { elapsedMs, formatDuration } from '@/lib/format/duration';

export const headClasses = 'h-8 whitespace-nowrap border-line border-b px-3 font-medium';

/** A link that fills its row. */
export const stepLinkClasses =
  'block truncate font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-ink focus-visible:after:-outline-offset-2';

/** Shows steps that ended, with their plans. */
export function EndedStepTable({ steps }: { steps: EndedStep[] }) {
  return (
    <div className="overflow-clip rounded-md border border-line bg-surface">
      <table className="w-full table-fixed">
        <thead>
          <tr className="text-left text-faint text-meta">
            <th scope="col" className={`${headClasses} w-10 md:w-30`}>
              <span className="max-md:sr-only">Status</span>
            </th>
            <th scope="col" className={headClasses}>
              Step
            </th>
            <th scope="col" className={`${headClasses} max-md:hidden`}>
              Plan
            </th>
            <th scope="col" className={`${headClasses} w-32 max-xl:hidden`}>
              Agent
            </th>
            <th scope="col" className={`${headClasses} w-24 text-right max-lg:hidden`}>
              Time
            </th>
            <th scope="col" className={`${headClasses} w-20 text-right max-xl:hidden`}>
              Attempt
            </th>
            <th scope="col" className={`${headClasses} w-24 text-right`}>
              Ended
            </th>
          </tr>
        </thead>
        <tbody>
          {steps.map((step) => (
            <StepLine key={`${step.plan_id} ${step.step_number}`} step={step} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function StepLine({ step }: { step: EndedStep }) {
  const ms = step.started_at === null ? null : elapsedMs(step.started_at, step.completed_at, 0);
  return (
    <tr className="relative h-9 border-line border-b transition-colors duration-150 last:border-b-0 focus-within:bg-hover hover:bg-hover">
      <td className="px-3">
        <StatusLabel status={step.status} isIconOnly className="md:hidden" />
        <StatusLabel status={step.status} className="max-md:hidden" />
      </td>
      <td className="px-3">
        <Link
          href={`/plans/${step.plan_id}?step=${step.step_number}`}
          prefetch={false}
          dir="auto"
          className={stepLinkClasses}
        >
          {`${step.step_number}. ${step.description}`}
        </Link>
        <span dir="auto" className="block truncate text-meta text-muted md:hidden">
          {step.task_title}
        </span>
      </td>
      <td className="px-3 max-md:hidden">
        <span dir="auto" title={step.task_title} className="block truncate text-muted">
          {`${step.task_title} (${step.plan_type})`}
        </span>
      </td>
      <td title={step.created_by} className="truncate px-3 text-muted max-xl:hidden">
        {step.created_by}
      </td>
      <td className="px-3 text-right text-meta text-muted tabular-nums max-lg:hidden">
        {ms === null ? '–' : formatDuration(ms)}
      </td>
      <td className="px-3 text-right text-meta text-muted tabular-nums max-xl:hidden">{step.attempt}</td>
      <td className="whitespace-nowrap px-3 text-right text-meta text-muted tabular-nums">
        <RelativeTime at={step.completed_at} />
      </td>
    </tr>
  );
}

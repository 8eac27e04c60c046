import { StatusLabel } from '@/components/status/status-label';
import { Link } from '@/components/ui/link';
import { RelativeTime } from '@/components/ui/relative-time';
import type { Attempt } from '@/lib/agent-execution/analytics.types';
import { headClasses, stepLinkClasses } from './ended-step-table';

/** Shows attempts at steps: how each ended, and why. */
export function AttemptTable({ attempts }: { attempts: Attempt[] }) {
  return (
    <div className="overflow-clip rounded-md border border-line bg-surface">
      <table className="w-full table-fixed">
        <thead>
          <tr className="text-left text-faint text-meta">
            <th scope="col" className={`${headClasses} w-10 md:w-30`}>
              <span className="max-md:sr-only">Outcome</span>
            </th>
            <th scope="col" className={headClasses}>
              Step
            </th>
            <th scope="col" className={`${headClasses} max-md:hidden`}>
              Plan
            </th>
            <th scope="col" className={`${headClasses} w-32 max-lg:hidden`}>
              By
            </th>
            <th scope="col" className={`${headClasses} w-24 text-right`}>
              When
            </th>
          </tr>
        </thead>
        <tbody>
          {attempts.map((attempt) => (
            <AttemptLine key={attempt.seq} attempt={attempt} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function AttemptLine({ attempt }: { attempt: Attempt }) {
  const note = attempt.is_reopened ? 'Reopened later' : attempt.reason;
  return (
    <tr className="relative h-9 border-line border-b transition-colors duration-150 last:border-b-0 focus-within:bg-hover hover:bg-hover">
      <td className="px-3">
        <StatusLabel status={attempt.outcome} isIconOnly className="md:hidden" />
        <StatusLabel status={attempt.outcome} className="max-md:hidden" />
      </td>
      <td className="px-3 py-1">
        <Link
          href={`/plans/${attempt.plan_id}?step=${attempt.step_number}`}
          prefetch={false}
          dir="auto"
          className={stepLinkClasses}
        >
          {`${attempt.step_number}. ${attempt.description}`}
        </Link>
        {note !== null && (
          <span dir="auto" title={note} className="block truncate text-meta text-muted">
            {note}
          </span>
        )}
      </td>
      <td className="px-3 max-md:hidden">
        <span dir="auto" title={attempt.task_title} className="block truncate text-muted">
          {`${attempt.task_title} (${attempt.plan_type})`}
        </span>
      </td>
      <td title={attempt.actor} className="truncate px-3 text-muted max-lg:hidden">
        {attempt.actor}
      </td>
      <td className="whitespace-nowrap px-3 text-right text-meta text-muted tabular-nums">
        <RelativeTime at={attempt.created_at} />
      </td>
    </tr>
  );
}

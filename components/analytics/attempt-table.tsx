import { RelativeTime } from '@/components/ui/relative-time';
import type { Attempt } from '@/lib/agent-execution/analytics.types';
import { actorName } from '@/lib/format/actor-name';
import { StepLine, StepTable } from './step-table';

const HEADS = [
  { text: 'By', className: 'w-32 max-lg:hidden' },
  { text: 'When', className: 'w-24 text-right' },
];

/** Shows attempts at steps: how each ended, and why. */
export function AttemptTable({ attempts }: { attempts: Attempt[] }) {
  return (
    <StepTable status="Outcome" heads={HEADS}>
      {attempts.map((attempt) => (
        <AttemptLine key={attempt.seq} attempt={attempt} />
      ))}
    </StepTable>
  );
}

function AttemptLine({ attempt }: { attempt: Attempt }) {
  const reason = attempt.is_reopened ? 'Reopened later' : attempt.reason;
  const note = reason !== null && (
    <span dir="auto" title={reason} className="block truncate text-meta text-muted">
      {reason}
    </span>
  );
  return (
    <StepLine status={attempt.outcome} step={attempt} note={note}>
      <td title={attempt.actor} className="truncate px-3 text-muted max-lg:hidden">
        {actorName(attempt.actor)}
      </td>
      <td className="whitespace-nowrap px-3 text-right text-meta text-muted tabular-nums">
        <RelativeTime at={attempt.created_at} />
      </td>
    </StepLine>
  );
}

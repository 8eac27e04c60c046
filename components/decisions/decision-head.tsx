'use client';

import { useNow } from '@/components/ui/clock';
import { Link } from '@/components/ui/link';
import { RelativeTime } from '@/components/ui/relative-time';
import type { PlacedDecision } from '@/lib/agent-execution/decisions';
import { clientName } from '@/lib/format/client-name';
import { plainLine } from '@/lib/format/plain-line';
import { decisionLooks } from './decision-looks';
import { isHeld } from './is-held';

export interface DecisionHeadProps {
  decision: PlacedDecision;
  titleId: string;
}

/** Shows what is asked, who asks, where, and how long it waits. */
export function DecisionHead({ decision, titleId }: DecisionHeadProps) {
  const { kind, question, client, asked_by, plan_id, task_title, asked_at, deadline_at } = decision;
  const { icon: Icon, label } = decisionLooks[kind];
  const asker = client ? clientName(client) : asked_by;
  return (
    <header className="grid gap-1 border-line border-b px-4 py-3">
      <p className="flex min-w-0 items-center gap-1.5 text-meta text-muted">
        <Icon aria-hidden strokeWidth={2.25} className="size-3.5 shrink-0 text-awaiting" />
        <span className="shrink-0 font-medium text-awaiting">{label}</span>
        {asker && <span className="shrink-0">{asker}</span>}
        <span aria-hidden>·</span>
        <Link
          href={`/plans/${plan_id}`}
          className="min-w-0 truncate rounded-sm hover:text-ink hover:underline"
        >
          <bdi>{task_title}</bdi>
        </Link>
        <RelativeTime at={asked_at} className="ml-auto shrink-0 tabular-nums" />
      </p>
      <h2 id={titleId} dir="auto" className="break-text line-clamp-2 font-semibold text-heading">
        {plainLine(question)}
      </h2>
      <p className="flex flex-wrap gap-x-3 text-meta text-muted">
        <HoldNote decision={decision} />
        {deadline_at && (
          <span className="text-blocked">
            Expires <RelativeTime at={deadline_at} />
          </span>
        )}
      </p>
    </header>
  );
}

/** Says whether the agent waits for the decision right now. */
function HoldNote({ decision }: { decision: PlacedDecision }) {
  const now = useNow();
  if (isHeld(decision, now)) {
    return (
      <span className="inline-flex items-center gap-1.5 font-medium text-in-progress">
        <span aria-hidden className="size-1.5 animate-pulse-dot rounded-full bg-in-progress" />
        The agent waits for you
      </span>
    );
  }
  if (decision.kind === 'step') return <span>The plan waits at this step</span>;
  return (
    <span>
      {decision.client
        ? 'Answer it at the terminal too, or the agent reads it at its next event'
        : 'The agent reads the decision at its next event'}
    </span>
  );
}

'use client';

import { decisionLooks } from '@/components/decisions/decision-looks';
import { isHeld } from '@/components/decisions/is-held';
import { decisionHref } from '@/components/decisions/use-decision-selection';
import { useNow } from '@/components/ui/clock';
import { Link } from '@/components/ui/link';
import { RelativeTime } from '@/components/ui/relative-time';
import type { WaitingDecision } from '@/lib/dashboard/overview';
import { plainLine } from '@/lib/format/plain-line';

/** A decision in two lines: what is asked, and of which task. */
export function DecisionLine({ decision }: { decision: WaitingDecision }) {
  const { id, kind, question, task_title, asked_at } = decision;
  const { icon: Icon, label } = decisionLooks[kind];
  const isWaiting = isHeld(decision, useNow());
  return (
    <li className="border-line border-b last:border-b-0">
      <Link
        href={decisionHref(id)}
        prefetch={false}
        data-row
        className="grid gap-0.5 px-3 py-2 -outline-offset-2 transition-colors duration-150 hover:bg-hover focus-visible:-outline-offset-2"
      >
        <span className="flex min-w-0 items-center gap-2">
          <Icon aria-hidden strokeWidth={2.25} className="size-3.5 shrink-0 text-awaiting" />
          <span className="sr-only">{label} </span>
          <span dir="auto" className="min-w-0 flex-1 truncate font-medium">
            {plainLine(question)}
          </span>
          <span className="shrink-0 text-awaiting text-meta">Decide</span>
        </span>
        <span className="flex min-w-0 items-baseline gap-2 pl-5.5 text-meta text-muted">
          <span dir="auto" className="min-w-0 flex-1 truncate">
            {task_title}
          </span>
          {isWaiting && <span className="shrink-0 text-in-progress">the agent waits</span>}
          <RelativeTime at={asked_at} className="shrink-0 tabular-nums" />
        </span>
      </Link>
    </li>
  );
}

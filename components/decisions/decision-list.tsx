'use client';

import { useNow } from '@/components/ui/clock';
import { RelativeTime } from '@/components/ui/relative-time';
import type { PlacedDecision } from '@/lib/agent-execution/decisions';
import { classNames } from '@/lib/class-names';
import { alikeKey } from '@/lib/decisions/alike';
import { clientName } from '@/lib/format/client-name';
import { plainLine } from '@/lib/format/plain-line';
import { decisionLooks } from './decision-looks';
import { isHeld } from './is-held';

export interface DecisionListProps {
  decisions: PlacedDecision[];
  selected: string | null;
  chosen: PlacedDecision[];
  onSelect: (id: string) => void;
  onToggle: (id: string) => void;
}

/** The list of what waits, oldest first. Similar decisions can be chosen to decide them at once. */
export function DecisionList({ decisions, selected, chosen, onSelect, onToggle }: DecisionListProps) {
  const chosenKey = chosen[0] ? alikeKey(chosen[0]) : null;
  return (
    <ol aria-label="What waits for you">
      {decisions.map((decision) => {
        const key = alikeKey(decision);
        return (
          <li
            key={decision.id}
            data-decision={decision.id}
            className={classNames(
              'flex min-w-0 border-line border-b last:border-b-0',
              decision.id === selected ? 'lg:bg-hover' : 'hover:bg-hover',
            )}
          >
            {key === null ? (
              <span className="w-10 shrink-0" />
            ) : (
              <label className="grid w-10 shrink-0 place-items-center">
                <input
                  type="checkbox"
                  aria-label={`Select ${decision.question}`}
                  checked={chosen.includes(decision)}
                  disabled={chosenKey !== null && chosenKey !== key}
                  onChange={() => onToggle(decision.id)}
                  className="size-3.5 accent-(--solid) pointer-coarse:size-4"
                />
              </label>
            )}
            <button
              type="button"
              aria-current={decision.id === selected || undefined}
              onClick={() => onSelect(decision.id)}
              className="grid min-w-0 flex-1 gap-0.5 py-2 pr-3 text-left -outline-offset-2 focus-visible:-outline-offset-2 pointer-coarse:py-2.5"
            >
              <Line decision={decision} />
            </button>
          </li>
        );
      })}
    </ol>
  );
}

function Line({ decision }: { decision: PlacedDecision }) {
  const { kind, question, task_title, client, asked_by, asked_at } = decision;
  const { icon: Icon, label } = decisionLooks[kind];
  const isWaiting = isHeld(decision, useNow());
  return (
    <>
      <span className="flex min-w-0 items-center gap-1.5">
        <Icon aria-hidden strokeWidth={2.25} className="size-3.5 shrink-0 text-awaiting" />
        <span className="sr-only">{label} </span>
        <span dir="auto" className="min-w-0 flex-1 truncate font-medium">
          {plainLine(question)}
        </span>
        {isWaiting && (
          <span title="The agent waits for you" className="shrink-0">
            <span aria-hidden className="block size-1.5 animate-pulse-dot rounded-full bg-in-progress" />
            <span className="sr-only">The agent waits for you</span>
          </span>
        )}
      </span>
      <span className="flex min-w-0 items-baseline gap-2 pl-5 text-meta text-muted">
        <span dir="auto" className="min-w-0 flex-1 truncate">
          {[client ? clientName(client) : asked_by, task_title].filter(Boolean).join(' · ')}
        </span>
        <RelativeTime at={asked_at} className="shrink-0 tabular-nums" />
      </span>
    </>
  );
}

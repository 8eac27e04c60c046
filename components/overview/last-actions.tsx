import { ActorIcon } from '@/components/logs/actor-icon';
import { subjectOf } from '@/components/logs/log-subject';
import { ClockOrDay } from '@/components/ui/clock-time';
import { Link } from '@/components/ui/link';
import { MeterBar } from '@/components/ui/meter-bar';
import type { Overview } from '@/lib/dashboard/overview';
import { oneLine, plainLine } from '@/lib/format/plain-line';

type Action = Overview['last_actions'][number];

export function LastActions({ actions }: { actions: Action[] }) {
  return (
    <ol>
      {actions.map((action) => (
        <li key={action.seq} className="border-line border-b last:border-b-0">
          <Link
            href={action.plan_id ? `/plans/${action.plan_id}?row=${action.seq}` : `/logs?row=${action.seq}`}
            prefetch={false}
            data-row
            className="grid min-h-8 grid-cols-[5rem_1rem_minmax(0,1fr)_auto] items-center gap-x-2 px-3 py-1.5 -outline-offset-2 transition-colors duration-150 hover:bg-hover focus-visible:-outline-offset-2 md:grid-cols-[5rem_1rem_7.5rem_minmax(0,3fr)_minmax(0,2fr)_3.5rem]"
          >
            <ClockOrDay
              at={action.occurred_at}
              className="whitespace-nowrap font-mono text-faint text-meta tabular-nums"
            />
            <ActorIcon type={action.actor_type} name={action.actor} />
            <span className="truncate font-mono text-meta">{action.action_type}</span>
            <Description action={action} />
            <span dir="auto" className="truncate text-meta text-muted max-md:hidden">
              {subjectOf(action)}
            </span>
            <span className="flex justify-end text-faint max-md:col-start-4 max-md:row-start-1">
              {action.agent_confidence !== null && (
                <MeterBar value={action.agent_confidence} label="Confidence" />
              )}
            </span>
          </Link>
        </li>
      ))}
    </ol>
  );
}

function Description({ action }: { action: Action }) {
  const isPlain = action.error_message === null && action.action_type !== 'command';
  const text = action.error_message ?? action.description;
  return (
    <span
      dir="auto"
      className={`truncate max-md:col-span-2 max-md:col-start-3 max-md:row-start-2 ${action.error_message ? 'text-failed' : ''}`}
    >
      {isPlain ? plainLine(text) : oneLine(text)}
    </span>
  );
}

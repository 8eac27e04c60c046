import { ScrollText } from 'lucide-react';
import { ActorIcon } from '@/components/logs/actor-icon';
import { subjectOf } from '@/components/logs/log-subject';
import { taskHref } from '@/components/tasks/task-href';
import { ClockOrDay } from '@/components/ui/clock-time';
import { EmptyRow } from '@/components/ui/empty-row';
import { Link } from '@/components/ui/link';
import { MeterBar } from '@/components/ui/meter-bar';
import { classNames } from '@/lib/class-names';
import { oneLine, plainLine } from '@/lib/format/plain-line';
import { formatCount } from '@/lib/format/words';
import { type Action, type ActionGroup, groupActions } from './action-groups';

/** Shows the newest actions below the plan, the task or the account that they belong to. */
export function LastActions({ actions }: { actions: Action[] }) {
  if (actions.length === 0)
    return <EmptyRow icon={ScrollText} title="Every action of an agent or a person appears here." />;
  return (
    <ol className="divide-y divide-line">
      {groupActions(actions).map((group) => (
        <li key={group.key} className="py-1">
          <GroupHead group={group} />
          <ol>
            {group.shown.map((action) => (
              <ActionLine key={action.seq} action={action} />
            ))}
          </ol>
        </li>
      ))}
    </ol>
  );
}

function placeOf({ plan_id, task_id }: Action): string {
  if (plan_id) return `/plans/${plan_id}`;
  return task_id ? taskHref(task_id) : '/logs';
}

/** Names the plan, and counts the actions that are not shown. */
function GroupHead({ group: { actions, shown } }: { group: ActionGroup }) {
  const [first] = actions;
  const more = actions.length - shown.length;
  if (!first) return null;
  return (
    <Link
      href={placeOf(first)}
      prefetch={false}
      data-row
      className="flex min-h-8 items-center gap-2 px-3 -outline-offset-2 hover:bg-hover focus-visible:-outline-offset-2 pointer-coarse:min-h-10"
    >
      <span dir="auto" className="min-w-0 truncate font-medium">
        {subjectOf(first)}
      </span>
      {more > 0 && (
        <span className="ml-auto shrink-0 text-meta text-muted tabular-nums">
          {formatCount(more, 'more action')}
        </span>
      )}
    </Link>
  );
}

function ActionLine({ action }: { action: Action }) {
  return (
    <li>
      <Link
        href={action.plan_id ? `/plans/${action.plan_id}?row=${action.seq}` : `/logs?row=${action.seq}`}
        prefetch={false}
        data-row
        className="grid min-h-7 grid-cols-[5rem_1rem_minmax(0,1fr)_auto] items-center gap-x-2 px-3 py-1 -outline-offset-2 transition-colors duration-150 hover:bg-hover focus-visible:-outline-offset-2 md:grid-cols-[5rem_1rem_8.5rem_minmax(0,1fr)_3.5rem] pointer-coarse:min-h-10"
      >
        <ClockOrDay
          at={action.occurred_at}
          className="whitespace-nowrap font-mono text-faint text-meta tabular-nums"
        />
        <ActorIcon type={action.actor_type} name={action.actor} />
        <span className="truncate font-mono text-meta">{action.action_type}</span>
        <Description action={action} />
        <span className="flex justify-end text-faint max-md:col-start-4 max-md:row-start-1">
          {action.agent_confidence !== null && (
            <MeterBar value={action.agent_confidence} label="Confidence" />
          )}
        </span>
      </Link>
    </li>
  );
}

function Description({ action }: { action: Action }) {
  const isPlain = action.error_message === null && action.action_type !== 'command';
  const text = action.error_message ?? action.description;
  return (
    <span
      dir="auto"
      className={classNames(
        'truncate max-md:col-span-2 max-md:col-start-3 max-md:row-start-2',
        action.error_message && 'text-failed',
      )}
    >
      {isPlain ? plainLine(text) : oneLine(text)}
    </span>
  );
}

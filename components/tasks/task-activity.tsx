import { Activity } from 'lucide-react';
import { ActorIcon } from '@/components/logs/actor-icon';
import { EmptyRow } from '@/components/ui/empty-row';
import { Link } from '@/components/ui/link';
import { Panel } from '@/components/ui/panel';
import { RelativeTime } from '@/components/ui/relative-time';
import type { LogViewRow } from '@/lib/dashboard/log-view';

/** Shows recent log rows of the task and its plans; each links to its row in the log. */
export function TaskActivity({ logs }: { logs: LogViewRow[] }) {
  return (
    <Panel id="task-activity" title="Recent activity">
      {logs.length === 0 ? (
        <EmptyRow icon={Activity} title="No activity yet">
          <p>Your actions and those of your agents on this task and its plans appear here.</p>
        </EmptyRow>
      ) : (
        <ol>
          {logs.map((row) => (
            <ActivityLine key={row.seq} row={row} />
          ))}
        </ol>
      )}
    </Panel>
  );
}

function ActivityLine({ row }: { row: LogViewRow }) {
  const text = row.error_message ?? row.description;
  return (
    <li className="relative grid min-h-9 grid-cols-[1rem_minmax(0,1fr)_auto] items-center gap-x-2 border-line border-b px-3 py-2 transition-colors duration-150 last:border-b-0 focus-within:bg-hover hover:bg-hover @xl:grid-cols-[1rem_8.5rem_minmax(0,1fr)_auto]">
      <ActorIcon type={row.actor_type} name={row.actor} />
      <Link
        href={row.plan_id ? `/plans/${row.plan_id}?row=${row.seq}` : `/logs?row=${row.seq}`}
        prefetch={false}
        className="truncate font-mono text-meta after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-ink focus-visible:after:-outline-offset-2"
      >
        {row.action_type}
      </Link>
      <span
        dir="auto"
        className={`break-text col-span-2 col-start-2 row-start-2 line-clamp-2 min-w-0 empty:hidden @xl:col-span-1 @xl:col-start-3 @xl:row-start-1 @xl:line-clamp-1 ${row.error_message ? 'text-failed' : ''}`}
      >
        {text}
      </span>
      <RelativeTime
        at={row.occurred_at}
        className="col-start-3 row-start-1 whitespace-nowrap text-meta text-muted tabular-nums @xl:col-start-4"
      />
    </li>
  );
}

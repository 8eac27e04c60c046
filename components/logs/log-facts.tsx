import { useTimeZone } from '@/components/ui/clock';
import type { Log } from '@/lib/agent-execution/agent-execution.types';
import { formatExact } from '@/lib/format/time';

/** Shows the actor, time and hashes of a row. */
export function LogFacts({ log }: { log: Log }) {
  const timeZone = useTimeZone();
  const facts = [
    ['seq', String(log.seq)],
    ['actor', `${log.actor_type} · ${log.actor}`],
    ['entity', log.entity_id],
    ['id', log.id],
    ['hash', log.hash],
    ['previous', log.prev_hash],
  ] as const;
  return (
    <dl className="grid min-w-0 grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-0.5 text-meta">
      <dt className="text-faint">time</dt>
      <dd>
        <time dateTime={log.created_at} className="break-text font-mono text-muted">
          {formatExact(log.created_at, timeZone)}
        </time>
      </dd>
      {facts.map(
        ([name, value]) =>
          value && (
            <div key={name} className="contents">
              <dt className="text-faint">{name}</dt>
              <dd className="truncate font-mono text-muted" title={value}>
                {value}
              </dd>
            </div>
          ),
      )}
    </dl>
  );
}

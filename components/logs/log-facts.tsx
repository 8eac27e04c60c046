import { useTimeZone } from '@/components/ui/clock';
import { FactList } from '@/components/ui/fact-list';
import type { Log } from '@/lib/agent-execution/agent-execution.types';
import { formatExact } from '@/lib/format/time';

/** Shows the actor, time and hashes of a row. */
export function LogFacts({ log }: { log: Log }) {
  const timeZone = useTimeZone();
  const time = (
    <time key="time" dateTime={log.created_at}>
      {formatExact(log.created_at, timeZone)}
    </time>
  );
  const facts = [
    ['time', time],
    ['seq', String(log.seq)],
    ['actor', `${log.actor_type} · ${log.actor}`],
    ['entity', log.entity_id],
    ['id', log.id],
    ['hash', log.hash],
    ['previous', log.prev_hash],
  ] as const;
  return <FactList facts={facts} className="truncate font-mono text-muted" />;
}

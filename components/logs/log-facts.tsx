import { useTimeZone } from '@/components/ui/clock';
import { FactList } from '@/components/ui/fact-list';
import type { Log } from '@/lib/agent-execution/agent-execution.types';
import { eventTime } from '@/lib/agent-execution/event-time';
import { formatExact } from '@/lib/format/time';

/** Shows the actor, times and hashes of a row. */
export function LogFacts({ log }: { log: Log }) {
  const timeZone = useTimeZone();
  const happened = eventTime(log);
  const timeOf = (at: string) => (
    <time key={at} dateTime={at}>
      {formatExact(at, timeZone)}
    </time>
  );
  const facts = [
    ['happened', happened === null ? 'unknown' : happened !== log.created_at && timeOf(happened)],
    ['recorded', timeOf(log.created_at)],
    ['seq', String(log.seq)],
    ['actor', `${log.actor_type} · ${log.actor}`],
    ['entity', log.entity_id],
    ['id', log.id],
    ['hash', log.hash],
    ['previous', log.prev_hash],
  ] as const;
  return <FactList facts={facts} className="truncate font-mono text-muted" />;
}

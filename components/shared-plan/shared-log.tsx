import { ChevronRight, ShieldCheck } from 'lucide-react';
import { JsonView } from '@/components/content/json-view';
import { OutputBox } from '@/components/content/output-box';
import { ActorIcon } from '@/components/logs/actor-icon';
import { StateChanges } from '@/components/logs/state-changes';
import { buttonClasses } from '@/components/ui/button';
import { Panel } from '@/components/ui/panel';
import { formatCount } from '@/lib/format/words';
import type { SharedRow } from '@/lib/shares/shared-plan';
import { SharedFacts } from './shared-facts';
import { SharedClock, SharedTime } from './shared-time';

export interface SharedLogProps {
  rows: SharedRow[];
  nextCursor: string | null;
  /** Whether this is the first page. */
  isFirst: boolean;
}

const actorNames = { agent: 'An agent', user: 'A person', system: 'The system' };

/** Lists log rows, oldest first. A row opens to its states, its metadata and its hashes. */
export function SharedLog({ rows, nextCursor, isFirst }: SharedLogProps) {
  return (
    <Panel
      id="shared-log"
      title="Log"
      aside={<span className="text-faint text-meta">{formatCount(rows.length, 'row')}, times in UTC</span>}
    >
      <p className="flex items-start gap-1.5 border-line border-b px-3 py-2 text-muted">
        <ShieldCheck aria-hidden className="mt-0.5 size-3.5 shrink-0" />
        Each row has a hash that covers the row before it. The owner can verify the log by these hashes.
      </p>
      <ol className="divide-y divide-line">
        {rows.map((row) => (
          <li key={row.seq}>
            <Row row={row} />
          </li>
        ))}
      </ol>
      {(nextCursor !== null || !isFirst) && (
        <nav aria-label="Pages of the log" className="flex justify-between gap-2 border-line border-t p-2">
          {isFirst ? (
            <span />
          ) : (
            <a href="?" className={buttonClasses({ size: 'sm' })}>
              First rows
            </a>
          )}
          {nextCursor !== null && (
            <a href={`?after=${encodeURIComponent(nextCursor)}`} className={buttonClasses({ size: 'sm' })}>
              Next rows
            </a>
          )}
        </nav>
      )}
    </Panel>
  );
}

function Row({ row }: { row: SharedRow }) {
  return (
    <details className="group">
      <summary className="grid min-h-8 grid-cols-[3.75rem_1rem_minmax(0,1fr)_0.875rem] items-start gap-x-2 gap-y-0.5 px-3 py-1.5 -outline-offset-2 hover:bg-hover focus-visible:-outline-offset-2 @2xl:grid-cols-[3.75rem_1rem_10rem_minmax(0,1fr)_0.875rem] pointer-coarse:min-h-10">
        <SharedClock at={row.created_at} className="font-mono text-faint text-meta leading-5 tabular-nums" />
        <span className="flex h-5 items-center">
          <ActorIcon type={row.actor_type} name={actorNames[row.actor_type]} />
        </span>
        <span className="truncate font-mono text-meta leading-5">
          {row.action_type}
          {row.step_number !== null && <span className="text-faint"> · step {row.step_number}</span>}
        </span>
        <span
          dir="auto"
          className="break-text col-start-3 row-start-2 line-clamp-2 min-w-0 @2xl:col-start-4 @2xl:row-start-1"
        >
          {row.description}
        </span>
        <ChevronRight
          aria-hidden
          className="col-start-4 row-start-1 mt-0.5 size-3.5 text-faint transition-transform duration-150 group-open:rotate-90 @2xl:col-start-5"
        />
        {row.error_message && (
          <span
            dir="auto"
            className="break-text col-start-3 line-clamp-2 min-w-0 text-failed text-meta @2xl:col-start-4"
          >
            {row.error_message}
          </span>
        )}
      </summary>
      <RowDetails row={row} />
    </details>
  );
}

function RowDetails({ row }: { row: SharedRow }) {
  const facts = [
    ['time', <SharedTime key="time" at={row.created_at} />],
    ['seq', row.seq],
    ['actor', actorNames[row.actor_type]],
    ['confidence', row.agent_confidence?.toFixed(2)],
    ['hash', row.hash],
    ['previous', row.prev_hash],
  ] as const;
  return (
    <div className="grid min-w-0 gap-4 border-line border-t border-dashed px-3 py-3 @2xl:pl-[6.25rem]">
      <h3 className="sr-only">Row {row.seq}</h3>
      {row.description.length > 160 && (
        <OutputBox text={row.description} label={`Description of row ${row.seq}`} />
      )}
      {row.error_message && <OutputBox text={row.error_message} label={`Error of row ${row.seq}`} />}
      {(row.before_state !== null || row.after_state !== null) && (
        <StateChanges before={row.before_state} after={row.after_state} />
      )}
      {Object.keys(row.metadata).length > 0 && (
        <section className="grid min-w-0 gap-1.5">
          <h4 className="font-medium text-meta text-muted">Metadata</h4>
          <JsonView value={row.metadata} label="Metadata" />
        </section>
      )}
      <SharedFacts facts={facts} className="break-all font-mono text-muted" />
    </div>
  );
}

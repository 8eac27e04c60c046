import type { ReactNode } from 'react';
import { JsonView } from '@/components/content/json-view';
import { ActorIcon } from '@/components/logs/actor-icon';
import { Link } from '@/components/ui/link';
import { Panel } from '@/components/ui/panel';
import { RelativeTime } from '@/components/ui/relative-time';
import type { ContextEntryDetails, ContextVersion } from '@/lib/agent-execution/context-entry';
import { actorName } from '@/lib/format/actor-name';
import { versionHref } from './version-href';

export interface ContextFactsProps {
  entry: NonNullable<ContextEntryDetails['entry']>;
  /** The log row that wrote the current value. */
  writer: ContextVersion | undefined;
}

/** Shows who set an entry, and its task and plan. */
export function ContextFacts({ entry, writer }: ContextFactsProps) {
  const { metadata } = entry;
  const hasMetadata = typeof metadata === 'object' && metadata !== null && Object.keys(metadata).length > 0;
  return (
    <Panel id="context-facts" title="Origin">
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1.5 p-3">
        {writer && (
          <Fact name="Set by">
            <span className="flex min-w-0 items-center gap-1.5">
              <ActorIcon type={writer.actor_type} name={writer.actor} />
              <span className="truncate">{actorName(writer.actor)}</span>
              <RelativeTime at={writer.occurred_at} className="shrink-0 text-muted" />
            </span>
          </Fact>
        )}
        {entry.task_id && (
          <Fact name="Task">
            <FactLink href={`/tasks/${encodeURIComponent(entry.task_id)}`}>
              {entry.task_title ?? entry.task_id}
            </FactLink>
          </Fact>
        )}
        {entry.plan_id && (
          <Fact name="Plan">
            <FactLink href={`/plans/${entry.plan_id}?tab=context`}>
              {entry.plan_type ?? entry.plan_id}
            </FactLink>
            {entry.step_number !== null && <span className="text-muted">, step {entry.step_number}</span>}
          </Fact>
        )}
        <Fact name="Version">
          <span className="tabular-nums">{entry.version}</span>
          {writer && (
            <>
              {', '}
              <FactLink href={versionHref(writer)}>log row {writer.seq}</FactLink>
            </>
          )}
        </Fact>
        <Fact name="First set">
          <RelativeTime at={entry.created_at} />
        </Fact>
        {entry.expires_at && (
          <Fact name="Expires">
            <RelativeTime at={entry.expires_at} />
          </Fact>
        )}
      </dl>
      {hasMetadata && (
        <div className="grid gap-1.5 border-line border-t p-3">
          <h3 className="font-medium text-meta text-muted">Metadata</h3>
          <JsonView value={metadata} label="Metadata" />
        </div>
      )}
    </Panel>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd dir="auto" className="break-text min-w-0">
        {children}
      </dd>
    </>
  );
}

function FactLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Link
      href={href}
      prefetch={false}
      className="rounded-sm underline decoration-line-strong underline-offset-2 hover:decoration-ink"
    >
      {children}
    </Link>
  );
}

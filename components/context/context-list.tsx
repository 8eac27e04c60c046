import { Brain } from 'lucide-react';
import { Content } from '@/components/content/content';
import { JsonView } from '@/components/content/json-view';
import { EmptyState } from '@/components/ui/empty-state';
import { Link } from '@/components/ui/link';
import { RelativeTime } from '@/components/ui/relative-time';
import type { ContextEntry } from '@/lib/agent-execution/agent-execution.types';
import { groupByType } from './group-by-type';

/** Shows context entries, grouped by type. */
export function ContextList({ entries }: { entries: ContextEntry[] }) {
  if (entries.length === 0) {
    return (
      <EmptyState icon={Brain} title="No context yet">
        Entries that agents store for this plan with setContext appear here. They outlast the session.
      </EmptyState>
    );
  }
  return groupByType(entries).map(([type, group]) => (
    <section key={type}>
      <h3 className="break-text border-line border-b bg-sunken px-3 py-1 font-semibold text-meta text-muted [&:not(:first-child)]:border-t">
        {type}
      </h3>
      <ul>
        {group.map((entry) => (
          <ContextItem key={entry.id} entry={entry} />
        ))}
      </ul>
    </section>
  ));
}

function ContextItem({ entry }: { entry: ContextEntry }) {
  const { metadata } = entry;
  const hasMetadata = typeof metadata === 'object' && Object.keys(metadata).length > 0;
  return (
    <li className="grid min-w-0 gap-1.5 border-line border-b px-3 py-2.5 last:border-b-0">
      <div className="flex flex-wrap items-baseline gap-x-3 text-meta text-faint">
        <Link
          href={`/context/${entry.id}`}
          prefetch={false}
          className="break-text rounded-sm font-medium font-mono text-ink hover:underline"
        >
          {entry.context_key}
        </Link>
        {entry.step_number !== null && <span>step {entry.step_number}</span>}
        {entry.expires_at && (
          <span>
            expires <RelativeTime at={entry.expires_at} />
          </span>
        )}
        <RelativeTime at={entry.updated_at} className="ml-auto" />
      </div>
      <Content text={entry.context_value} label={entry.context_key} />
      {hasMetadata && <JsonView value={metadata} label="Metadata" />}
    </li>
  );
}

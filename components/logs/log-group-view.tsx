import { formatCount } from '@/lib/format/words';
import type { LoadLog } from './log-detail';
import type { LogGroup } from './log-pages';
import { LogRow } from './log-row';

export interface LogGroupViewProps {
  group: LogGroup;
  title: string;
  /** Rows after this one came while the page was open. */
  firstSeq: number;
  onLoadLog: LoadLog;
}

export function LogGroupView({ group, title, firstSeq, onLoadLog }: LogGroupViewProps) {
  return (
    <section>
      <h3 className="flex items-center gap-2 border-line border-y bg-sunken px-3 py-1 text-meta text-muted [section:first-child>&]:border-t-0">
        {group.step_number !== null && (
          <span className="shrink-0 font-semibold">Step {group.step_number}</span>
        )}
        <span dir="auto" className="min-w-0 flex-1 truncate">
          {title}
        </span>
        <span className="shrink-0 text-faint tabular-nums">{formatCount(group.rows.length, 'action')}</span>
      </h3>
      <ol>
        {group.rows.map((row) => (
          <LogRow key={row.seq} row={row} isNew={row.seq > firstSeq} onLoad={onLoadLog} />
        ))}
      </ol>
    </section>
  );
}

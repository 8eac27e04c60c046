import { ShieldCheck } from 'lucide-react';
import { buttonClasses } from '@/components/ui/button';
import { Panel } from '@/components/ui/panel';
import { formatCount, formatNumber } from '@/lib/format/words';
import { SHARED_PAGE_ROWS, type SharedPlan } from '@/lib/shares/shared-plan';
import { SharedTranscript } from './shared-transcript';

export interface SharedLogProps {
  shared: Pick<SharedPlan, 'rows' | 'steps' | 'hasEarlier' | 'hasLater' | 'newestSeq'>;
}

/** Shows one page of the log as a transcript, oldest first. */
export function SharedLog({ shared: { rows, steps, ...place } }: SharedLogProps) {
  const isPart = place.hasEarlier || place.hasLater;
  const names = Object.fromEntries(steps.map(({ step_number, description }) => [step_number, description]));
  return (
    <Panel
      id="shared-log"
      title="Transcript"
      aside={<span className="text-faint text-meta">{formatCount(rows.length, 'row')}, times in UTC</span>}
    >
      <p className="flex items-start gap-1.5 border-line border-b px-3 py-2 text-muted">
        <ShieldCheck aria-hidden className="mt-0.5 size-3.5 shrink-0" />
        <span>
          Oldest first. Each row has a hash that covers the row before it, so that the owner can verify the
          log.{isPart && ` A page shows ${formatNumber(SHARED_PAGE_ROWS)} rows at most.`}
        </span>
      </p>
      <SharedTranscript rows={rows} stepNames={names} />
      {rows.length === 0 && <p className="p-3 text-faint">There are no rows here.</p>}
      {isPart && <Pager first={rows[0]?.seq ?? 0} last={rows.at(-1)?.seq ?? 0} {...place} />}
    </Panel>
  );
}

interface PagerProps {
  first: number;
  last: number;
  hasEarlier: boolean;
  hasLater: boolean;
  newestSeq: number;
}

/** Links, which also work without scripts. */
function Pager({ first, last, hasEarlier, hasLater, newestSeq }: PagerProps) {
  return (
    <nav
      aria-label="Pages of the transcript"
      className="flex flex-wrap justify-between gap-2 border-line border-t p-2 print:hidden"
    >
      <span className="flex gap-2">
        <PageLink href={hasEarlier ? '?' : null}>First</PageLink>
        <PageLink href={hasEarlier ? `?before=${first}` : null}>Earlier</PageLink>
      </span>
      <span className="flex gap-2">
        <PageLink href={hasLater ? `?after=${last}` : null}>Later</PageLink>
        <PageLink href={hasLater ? `?before=${newestSeq + 1}` : null}>Newest</PageLink>
      </span>
    </nav>
  );
}

function PageLink({ href, children }: { href: string | null; children: string }) {
  if (href === null) return null;
  return (
    <a href={`${href}#shared-log`} className={buttonClasses({ size: 'sm' })}>
      {children}
    </a>
  );
}

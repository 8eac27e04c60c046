import { SearchX } from 'lucide-react';
import type { Metadata } from 'next';
import { readRange } from '@/components/analytics/analytics-range';
import {
  loadEndedStepFilters,
  MAX_STEPS_SHOWN,
  moreStepsHref,
} from '@/components/analytics/ended-step-params';
import { EndedStepTable } from '@/components/analytics/ended-step-table';
import { wordsOfSteps } from '@/components/analytics/ended-step-words';
import { Breadcrumb } from '@/components/ui/breadcrumb';
import { buttonClasses } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Link } from '@/components/ui/link';
import { endedSteps } from '@/lib/agent-execution/analytics';
import { readDatabaseTime } from '@/lib/supabase/database-clock';
import { createServerClient } from '@/lib/supabase/server';
import { readTimeZone } from '../../../time-zone';
import { analyticsInput } from '../analytics-input';

export const metadata: Metadata = { title: 'Steps' };

/** Shows the steps behind a bar of the analytics. */
export default async function EndedStepsPage({ searchParams }: PageProps<'/analytics/steps'>) {
  const [filters, timeZone, db] = await Promise.all([
    loadEndedStepFilters(searchParams),
    readTimeZone(),
    createServerClient(),
  ]);
  const range = readRange({ ...filters, days: '30', group: 'day' }, await readDatabaseTime(db), timeZone);
  const shown = Math.min(Math.max(filters.show, 1), MAX_STEPS_SHOWN);
  const { total, rows } = await endedSteps(db, {
    ...analyticsInput(filters, range, timeZone),
    ...(filters.status && { status: filters.status }),
    limit: shown,
  });
  return (
    <>
      <Breadcrumb trail={[{ text: 'Analytics', href: '/analytics' }]} />
      <h1 className="mt-1 mb-3 font-semibold text-title tabular-nums">
        {wordsOfSteps(total, filters, range)}
      </h1>
      {rows.length === 0 ? (
        <div className="rounded-md border border-line bg-surface">
          <EmptyState icon={SearchX} title="No steps match these filters" />
        </div>
      ) : (
        <EndedStepTable steps={rows} />
      )}
      {rows.length < total && (
        <div className="flex items-center justify-center gap-3 p-3 text-muted tabular-nums">
          {`${rows.length.toLocaleString('en')} of ${total.toLocaleString('en')}`}
          {shown < MAX_STEPS_SHOWN && (
            <Link href={moreStepsHref(filters)} scroll={false} className={buttonClasses({ size: 'sm' })}>
              Show more
            </Link>
          )}
        </div>
      )}
    </>
  );
}

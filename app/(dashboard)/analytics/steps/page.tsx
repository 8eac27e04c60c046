import type { Metadata } from 'next';
import { readRange } from '@/components/analytics/analytics-range';
import {
  loadEndedStepFilters,
  MAX_STEPS_SHOWN,
  moreStepsHref,
} from '@/components/analytics/ended-step-params';
import { EndedStepTable } from '@/components/analytics/ended-step-table';
import { wordsOfSteps } from '@/components/analytics/ended-step-words';
import { ListBehindBar } from '@/components/analytics/list-behind-bar';
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
  const { total, rows } = await endedSteps(db, {
    ...analyticsInput(filters, range, timeZone),
    ...(filters.status && { status: filters.status }),
    ...(filters.action !== null && { action: filters.action }),
    ...(filters.estimate && { estimate: filters.estimate }),
    limit: Math.min(Math.max(filters.show, 1), MAX_STEPS_SHOWN),
  });
  return (
    <ListBehindBar
      heading={wordsOfSteps(total, filters, range)}
      noun="steps"
      total={total}
      count={rows.length}
      moreHref={moreStepsHref(filters)}
    >
      <EndedStepTable steps={rows} />
    </ListBehindBar>
  );
}

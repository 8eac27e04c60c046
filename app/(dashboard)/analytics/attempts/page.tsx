import type { Metadata } from 'next';
import { readRange } from '@/components/analytics/analytics-range';
import { AttemptTable } from '@/components/analytics/attempt-table';
import {
  loadAttemptFilters,
  MAX_STEPS_SHOWN,
  moreAttemptsHref,
} from '@/components/analytics/ended-step-params';
import { wordsOfAttempts } from '@/components/analytics/ended-step-words';
import { ListBehindBar } from '@/components/analytics/list-behind-bar';
import { listAttempts } from '@/lib/agent-execution/analytics';
import { readDatabaseTime } from '@/lib/supabase/database-clock';
import { createServerClient } from '@/lib/supabase/server';
import { readTimeZone } from '../../../time-zone';
import { analyticsInput } from '../analytics-input';

export const metadata: Metadata = { title: 'Attempts' };

/** Shows the attempts at steps behind a bar of the analytics. */
export default async function AttemptsPage({ searchParams }: PageProps<'/analytics/attempts'>) {
  const [filters, timeZone, db] = await Promise.all([
    loadAttemptFilters(searchParams),
    readTimeZone(),
    createServerClient(),
  ]);
  const range = readRange({ ...filters, days: '30', group: 'day' }, await readDatabaseTime(db), timeZone);
  const { total, rows } = await listAttempts(db, {
    ...analyticsInput(filters, range, timeZone),
    ...(filters.outcome && { outcome: filters.outcome }),
    ...(filters.actor !== null && { actor: filters.actor }),
    ...(filters.action !== null && { action: filters.action }),
    ...(filters.reason !== null && { reason: filters.reason }),
    limit: Math.min(Math.max(filters.show, 1), MAX_STEPS_SHOWN),
  });
  return (
    <ListBehindBar
      heading={wordsOfAttempts(total, filters, range)}
      noun="attempts"
      total={total}
      count={rows.length}
      moreHref={moreAttemptsHref(filters)}
    >
      <AttemptTable attempts={rows} />
    </ListBehindBar>
  );
}

import { LearntToday } from '@/components/overview/learnt-today';
import { OverviewCard } from '@/components/overview/overview-card';
import { Link } from '@/components/ui/link';
import { dayAt, startOf } from '@/lib/agent-execution/dates';
import { listLearnt } from '@/lib/agent-execution/learnt';
import { readDatabaseTime } from '@/lib/supabase/database-clock';
import { createServerClient } from '@/lib/supabase/server';
import { readTimeZone } from '../time-zone';

const MAX_EARLIER = 3;
const EARLIER_MS = 30 * 24 * 60 * 60_000;

/** Shows what was learnt since midnight in the reader's time zone. */
export async function LearntCard() {
  const [db, timeZone] = await Promise.all([createServerClient(), readTimeZone()]);
  const now = await readDatabaseTime(db);
  const since = startOf(dayAt(now, timeZone), 'since', timeZone) ?? new Date(now).toISOString();
  const today = await listLearnt(db, { since });
  const monthAgo = new Date(now - EARLIER_MS).toISOString();
  const earlier = today.length > 0 ? [] : await listLearnt(db, { since: monthAgo, limit: MAX_EARLIER });
  return (
    <OverviewCard title="Learnt today" aside={<Link href="/context">All context</Link>}>
      <LearntToday today={today} earlier={earlier} />
    </OverviewCard>
  );
}

import { Bot, CircleCheck } from 'lucide-react';
import type { Metadata } from 'next';
import { LeaseWatch } from '@/components/leases/lease-watch';
import { DecisionLine } from '@/components/overview/decision-line';
import { LastActions } from '@/components/overview/last-actions';
import { OverviewCard } from '@/components/overview/overview-card';
import { PlanLine } from '@/components/overview/plan-line';
import { Today } from '@/components/overview/today';
import { FirstPlan } from '@/components/plans/first-plan';
import { EmptyRow } from '@/components/ui/empty-row';
import { Link } from '@/components/ui/link';
import { listLeases } from '@/lib/agent-execution/leases';
import { getOverview, type OverviewPlan, type TroubledPlan } from '@/lib/dashboard/overview';
import { formatNumber } from '@/lib/format/words';
import { createServerClient } from '@/lib/supabase/server';
import { readTimeZone } from '../time-zone';
import { LearntCard } from './learnt-card';

/** The rows of a list. A link leads to the others. */
const MAX_LINES = 8;

export const metadata: Metadata = { title: 'Overview' };

export default async function OverviewPage() {
  const supabase = await createServerClient();
  const [overview, leases] = await Promise.all([
    getOverview(supabase, await readTimeZone()),
    listLeases(supabase),
  ]);
  if (!overview.has_plans) return <FirstPlan title="Overview" />;
  const { decisions, needs_you, running, waiting, counts, today, days, last_actions } = overview;
  return (
    <LeaseWatch read={leases}>
      <h1 className="mb-3 font-semibold text-title">Overview</h1>
      <div className="grid gap-4 lg:grid-cols-2">
        <OverviewCard title="Needs you" count={counts.needs_you}>
          {decisions.length > 0 && (
            <ul className="border-line border-b last:border-b-0">
              {decisions.slice(0, MAX_LINES).map((decision) => (
                <DecisionLine key={decision.id} decision={decision} />
              ))}
            </ul>
          )}
          <Rest listed={decisions} of={counts.decisions} href="/approvals" />
          {needs_you.length > 0 && <PlanLines plans={needs_you} />}
          {needs_you.length + decisions.length === 0 && (
            <EmptyRow icon={CircleCheck} title="No plan needs your attention.">
              Decisions, and plans that are blocked or failed, appear here.
            </EmptyRow>
          )}
          <Rest
            listed={needs_you}
            of={counts.needs_you - counts.decisions}
            href="/plans?status=blocked,failed,lost,in_progress"
          />
        </OverviewCard>
        <OverviewCard title="Running" count={counts.running}>
          {running.length > 0 ? <PlanLines plans={running} /> : <NothingRuns />}
          <Rest listed={running} of={counts.running} href="/plans?status=in_progress" />
          {waiting.length > 0 && (
            <section aria-label="Waiting for an agent" className="border-line border-t">
              <h3 className="flex items-center gap-2 px-3 pt-2 text-meta text-muted">
                Waiting for an agent
                <span className="text-faint tabular-nums">{formatNumber(counts.waiting)}</span>
              </h3>
              <PlanLines plans={waiting} />
              <Rest listed={waiting} of={counts.waiting} href="/plans?status=pending,in_progress" />
            </section>
          )}
        </OverviewCard>
        <Today today={today} days={days} />
        <LearntCard />
        <OverviewCard
          title="Recent actions"
          className="lg:col-span-2"
          aside={<Link href="/logs">All actions</Link>}
        >
          <LastActions actions={last_actions} />
        </OverviewCard>
      </div>
    </LeaseWatch>
  );
}

function PlanLines({ plans }: { plans: (OverviewPlan | TroubledPlan)[] }) {
  return (
    <ul>
      {plans.slice(0, MAX_LINES).map((plan) => (
        <PlanLine key={`${plan.id}/${plan.step_number}`} plan={plan} />
      ))}
    </ul>
  );
}

function NothingRuns() {
  return (
    <EmptyRow icon={Bot} title="No agent is working.">
      <span>
        <Link href="/connect" className="text-ink underline underline-offset-2">
          Connect an agent
        </Link>{' '}
        or give one a{' '}
        <Link href="/tasks" className="text-ink underline underline-offset-2">
          task
        </Link>
        .
      </span>
    </EmptyRow>
  );
}

function Rest({ listed, of, href }: { listed: unknown[]; of: number; href: string }) {
  const shown = Math.min(listed.length, MAX_LINES);
  if (of <= shown) return null;
  return (
    <Link href={href} className="block border-line border-t px-3 py-1.5 text-meta text-muted hover:text-ink">
      {`${of - shown} more`}
    </Link>
  );
}

import { ActivityHeatMap } from '@/components/charts/activity-heat-map';
import type { Overview } from '@/lib/dashboard/overview';
import { formatShare } from '@/lib/format/percent';
import { formatCost, formatTokens, tokensOf, usageDetails } from '@/lib/format/usage';
import { formatCount, formatNumber } from '@/lib/format/words';
import { OverviewCard } from './overview-card';

interface Figure {
  value: string;
  label: string;
  title?: string;
}

/** Returns cost and tokens of the day. An unknown cost is not 0. */
function usageFigures(usage: Overview['today']['usage']): Figure[] {
  if (!usage) return [];
  const title = usageDetails(usage);
  const cost = formatCost({ ...usage, is_estimated: false });
  return [
    { value: cost, label: usage.is_estimated ? 'cost, estimated' : 'cost', title },
    { value: tokensOf(usage) === 0 ? 'unknown' : formatTokens(tokensOf(usage)), label: 'tokens', title },
  ];
}

/** Shows the work since midnight and the activity of the last weeks. */
export function Today({ today, days }: Pick<Overview, 'today' | 'days'>) {
  const figures: Figure[] = [
    { value: formatNumber(today.steps), label: today.steps === 1 ? 'step completed' : 'steps completed' },
    { value: formatNumber(today.plans), label: today.plans === 1 ? 'plan completed' : 'plans completed' },
    {
      value: formatShare(today.first_try, today.tried),
      label: 'on the first try',
      title: `${formatNumber(today.first_try)} of ${formatCount(today.tried, 'step')} that completed or failed`,
    },
    ...usageFigures(today.usage),
  ];
  return (
    <OverviewCard title="Today">
      <div className="flex flex-wrap items-center justify-between gap-x-8 gap-y-4 p-3">
        <dl className="flex flex-wrap gap-x-6 gap-y-2 sm:gap-x-8">
          {figures.map(({ value, label, title }) => (
            <div key={label} title={title} className="flex flex-col-reverse">
              <dt className="text-meta text-muted">{label}</dt>
              <dd className="font-semibold text-title tabular-nums">{value}</dd>
            </div>
          ))}
        </dl>
        <ActivityHeatMap label="Steps ended each day of the last 12 weeks" noun="step" days={days} />
      </div>
    </OverviewCard>
  );
}

import { ActivityHeatMap } from '@/components/charts/activity-heat-map';
import type { Overview } from '@/lib/dashboard/overview';
import { formatNumber } from '@/lib/format/words';

/** Shows the work since midnight and the activity of the last weeks. */
export function Today({ today, days }: Pick<Overview, 'today' | 'days'>) {
  const figures = [
    { value: formatNumber(today.steps), label: today.steps === 1 ? 'step completed' : 'steps completed' },
    { value: formatNumber(today.plans), label: today.plans === 1 ? 'plan completed' : 'plans completed' },
    {
      value: today.steps === 0 ? '–' : `${Math.round((today.first_try / today.steps) * 100)} %`,
      label: 'on the first try',
    },
  ];
  return (
    <section
      aria-label="Today and the last 12 weeks"
      className="flex flex-wrap items-center justify-between gap-x-8 gap-y-4 rounded-md border border-line bg-surface px-3 py-3 lg:col-span-2"
    >
      <div className="grid gap-2">
        <h2 className="font-semibold">Today</h2>
        <dl className="flex flex-wrap gap-x-6 gap-y-2 sm:gap-x-8">
          {figures.map(({ value, label }) => (
            <div key={label} className="flex flex-col-reverse">
              <dt className="text-meta text-muted">{label}</dt>
              <dd className="font-semibold text-title tabular-nums">{value}</dd>
            </div>
          ))}
        </dl>
      </div>
      <ActivityHeatMap label="Steps ended each day of the last 12 weeks" noun="step" days={days} />
    </section>
  );
}

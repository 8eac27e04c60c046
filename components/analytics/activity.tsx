'use client';

import { ChartCard } from '@/components/charts/chart-card';
import { HeatMap } from '@/components/charts/heat-map';
import type { PlanAnalytics } from '@/lib/agent-execution/analytics.types';
import { formatCount } from '@/lib/format/words';

type Hour = PlanAnalytics['activity'][number];

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const hours = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0'));

export function Activity({ activity, timeZone }: { activity: Hour[]; timeZone: string }) {
  const counts = new Map(activity.map(({ weekday, hour, rows }) => [(weekday - 1) * 24 + hour, rows]));
  const value = (day: number, hour: number) => counts.get(day * 24 + hour) ?? 0;
  return (
    <ChartCard
      title="Activity"
      about={`Log rows by weekday and hour (${timeZone}). Darker cells have more rows.`}
      columns={[
        { label: 'Weekday', value: (row: Hour) => weekdays[row.weekday - 1] ?? '' },
        { label: 'Hour', value: (row) => `${hours[row.hour]}:00` },
        { label: 'Log rows', value: (row) => row.rows },
      ]}
      rows={activity}
      empty="Nothing was logged in this range."
      isWide
    >
      <HeatMap
        label="Log rows by weekday and hour"
        rows={weekdays}
        columns={hours}
        value={value}
        describe={(day, hour) =>
          `${weekdays[day]} ${hours[hour]}:00: ${formatCount(value(day, hour), 'log row')}`
        }
      />
    </ChartCard>
  );
}

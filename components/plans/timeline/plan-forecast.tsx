'use client';

import { useTimeZone } from '@/components/ui/clock';
import type { PlanForecast as Forecast } from '@/lib/agent-execution/analytics.types';
import { formatCount } from '@/lib/format/words';
import { formatForecast } from './forecast-text';

export interface PlanForecastProps {
  /** Null without finished or without open steps; then nothing is shown. */
  forecast: Forecast | null;
  /** The time of the forecast, in milliseconds since 1970. */
  asOf: number;
}

/** Shows when the plan will finish, based on finished steps like its open ones. */
export function PlanForecast({ forecast, asOf }: PlanForecastProps) {
  const timeZone = useTimeZone();
  if (!forecast) return null;
  const source = `${formatCount(forecast.remaining_steps, 'open step')}, based on ${formatCount(forecast.based_on, 'finished step')}`;
  return (
    <span title={source} className="text-muted tabular-nums">
      {formatForecast(forecast, asOf, timeZone)}
    </span>
  );
}

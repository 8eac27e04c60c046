'use client';

import { useTimeZone } from '@/components/ui/clock';
import type { PlanForecast as Forecast } from '@/lib/agent-execution/analytics.types';
import { formatCount } from '@/lib/format/words';
import { formatForecast } from './forecast-text';

export interface PlanForecastProps {
  /** Null where nothing was learnt or nothing remains: then nothing is said. */
  forecast: Forecast | null;
  /** When the forecast was made, in milliseconds. */
  asOf: number;
}

/** When the plan will be finished, if it goes on as finished steps like its own did. */
export function PlanForecast({ forecast, asOf }: PlanForecastProps) {
  const timeZone = useTimeZone();
  if (!forecast) return null;
  const source = `${formatCount(forecast.remaining_steps, 'open step')}, learnt from ${formatCount(forecast.based_on, 'finished step')}`;
  return (
    <span title={source} className="text-muted tabular-nums">
      {formatForecast(forecast, asOf, timeZone)}
    </span>
  );
}

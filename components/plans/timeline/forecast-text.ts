/** Describes when a plan will finish. */
import type { PlanForecast } from '@/lib/agent-execution/analytics.types';
import { formatClock, formatDay } from '@/lib/format/time';

const MINUTE = 60_000;
/** Rounded to five minutes, because the forecast is not exact. */
const STEP = 5 * MINUTE;

/** Returns `finishes 16:40–18:05 (P50–P90)`, with the day unless it is today; `asOf` is the time of the forecast. */
export function formatForecast(forecast: PlanForecast, asOf: number, timeZone: string): string {
  const early = instant(asOf, forecast.p50_minutes);
  const late = instant(asOf, forecast.p90_minutes);
  if (forecast.p90_minutes < 1) return 'later than expected';
  const days = [asOf, early, late].map((time) => formatDay(iso(time), asOf, timeZone));
  const clocks = [early, late].map((time) => formatClock(iso(time), timeZone).slice(0, 5));
  const [today, earlyDay, lateDay] = days;
  const from = earlyDay === today ? clocks[0] : `${earlyDay} ${clocks[0]}`;
  const to = lateDay === earlyDay ? clocks[1] : `${lateDay} ${clocks[1]}`;
  if (from === to) return `finishes about ${from} (P50–P90)`;
  return `finishes ${from}–${to} (P50–P90)`;
}

const instant = (asOf: number, minutes: number) => Math.round((asOf + minutes * MINUTE) / STEP) * STEP;
const iso = (time: number) => new Date(time).toISOString();

/** Describes when a plan will finish. */
import type { PlanForecast } from '@/lib/agent-execution/analytics.types';
import { formatMinutes } from '@/lib/format/duration';
import { formatClock, formatDay } from '@/lib/format/time';
import { formatCount } from '@/lib/format/words';

const MINUTE = 60_000;
/** Rounded to five minutes, because the forecast is not exact. */
const STEP = 5 * MINUTE;
/** A plan that finishes sooner has no time of day: rounded, it could be over already. */
const SOON_MINUTES = 10;

/**
 * Returns `finishes 16:40–18:05 (P50–P90 of 9 past steps)`, with the day unless it is today; `asOf` is the time of the forecast. While no one works on a
 * step, only the remaining work is known: `2 h–4 h of work left (P50–P90 of 9 past steps)`.
 */
export function formatForecast(forecast: PlanForecast, asOf: number, timeZone: string): string {
  const { p50_minutes, p90_minutes, running_steps, is_late } = forecast;
  const basis = `(P50–P90 of ${formatCount(forecast.based_on, 'past step')})`;
  if (running_steps === 0) return `${workLeft(p50_minutes, p90_minutes)} ${basis}`;
  const end =
    p90_minutes < SOON_MINUTES
      ? `finishes within ${formatMinutes(Math.max(1, Math.ceil(p90_minutes)))} ${basis}`
      : `${finish(asOf, p50_minutes, p90_minutes, timeZone)} ${basis}`;
  if (!is_late) return end;
  // Nothing is known about a step that takes longer than nearly all similar ones.
  return p90_minutes < 1 ? 'later than expected' : `later than expected, ${end}`;
}

function workLeft(p50: number, p90: number): string {
  if (p90 < 1) return 'less than 1 min of work left';
  const [from, to] = [p50, p90].map((minutes) => formatMinutes(Math.max(1, Math.round(minutes))));
  return from === to ? `about ${from} of work left` : `${from}–${to} of work left`;
}

function finish(asOf: number, p50: number, p90: number, timeZone: string): string {
  const early = instant(asOf, p50);
  const late = instant(asOf, p90);
  const days = [asOf, early, late].map((time) => formatDay(iso(time), asOf, timeZone));
  const clocks = [early, late].map((time) => formatClock(iso(time), timeZone).slice(0, 5));
  const [today, earlyDay, lateDay] = days;
  const from = earlyDay === today ? clocks[0] : `${earlyDay} ${clocks[0]}`;
  const to = lateDay === earlyDay ? clocks[1] : `${lateDay} ${clocks[1]}`;
  return from === to ? `finishes about ${from}` : `finishes ${from}–${to}`;
}

/** Rounds to a step, but never to a time that is over. */
function instant(asOf: number, minutes: number): number {
  const time = Math.round((asOf + minutes * MINUTE) / STEP) * STEP;
  return time < asOf ? time + STEP : time;
}

const iso = (time: number) => new Date(time).toISOString();

/** Formats durations for people: `45 s`, `30 min`, `1 h 20 min`, `3 d 4 h`. */

const MINUTE = 60_000;

/** Formats minutes as `formatDuration` formats milliseconds. */
export function formatMinutes(minutes: number): string {
  return formatDuration(minutes * MINUTE);
}

/** Formats milliseconds in their two largest units, and less than a minute in seconds. */
export function formatDuration(milliseconds: number): string {
  if (!Number.isFinite(milliseconds)) return 'unreadable duration';
  const ms = Math.max(0, milliseconds);
  if (ms < MINUTE) return `${Math.floor(ms / 1000)} s`;
  const minutes = Math.round(ms / MINUTE);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return join(`${hours} h`, minutes % 60, 'min');
  const roundedHours = Math.round(minutes / 60);
  return join(`${Math.floor(roundedHours / 24)} d`, roundedHours % 24, 'h');
}

/** Formats milliseconds below a minute more exactly, because most commands take seconds: `240 ms`, `12.3 s`. */
export function formatRunTime(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  return milliseconds < MINUTE ? `${(milliseconds / 1000).toFixed(1)} s` : formatDuration(milliseconds);
}

/** Formats a countdown: `0:42`, `12:05`, `1:02:05`. Rounds seconds up, so that it shows 0 only at the end. */
export function formatCountdown(milliseconds: number): string {
  if (!Number.isFinite(milliseconds)) return 'unreadable duration';
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const shown = parts[0] === 0 ? parts.slice(1) : parts;
  return shown.map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, '0'))).join(':');
}

/** What the two times of a plan mean. */
export const WORK_HINT = 'The times of the steps together, without the time between them';
export const ELAPSED_HINT = 'From the first start to the end, with the time between the steps';

/** Returns the milliseconds from the start to the end, or to `now` without an end; null without a start. */
export function elapsedMs(startedAt: string | null, endedAt: string | null, now: number): number | null {
  if (!startedAt) return null;
  return Math.max(0, (endedAt ? Date.parse(endedAt) : now) - Date.parse(startedAt));
}

function join(larger: string, smaller: number, unit: string): string {
  return smaller === 0 ? larger : `${larger} ${smaller} ${unit}`;
}

/** Returns the minutes that a person typed: null for an empty field, undefined for an invalid number. */
export function readMinutes(typed: string): number | null | undefined {
  if (typed.trim() === '') return null;
  const minutes = Number(typed);
  return Number.isFinite(minutes) && minutes >= 0 && minutes <= 525_600 ? minutes : undefined;
}

/**
 * Formats times for people. The zone and the current time are arguments, and the month names are constants, so that server and
 * browser return the same text with different locale data.
 */

const MINUTE = 60_000;
/** The largest distance from 1970 that Intl formats, in milliseconds (ECMA-262, time values). */
const MAX_TIME_MS = 8.64e15;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

type Part = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second';

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    const number = '2-digit';
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: number,
      day: number,
      hour: number,
      minute: number,
      second: number,
    });
    formats.set(timeZone, format);
  }
  return format;
}

/** Returns milliseconds since 1970, or null for a time that JavaScript cannot represent, such as infinity or a year BC. */
export function readTime(time: string | number): number | null {
  const value = typeof time === 'number' ? time : Date.parse(time);
  return Math.abs(value) <= MAX_TIME_MS ? value : null;
}

/** Returns the text for such a time. Old rows may have one, because the database once accepted them. */
const unreadable = (time: string | number) => `unreadable time: ${String(time).slice(0, 40)}`;

function partsOf(time: string | number, timeZone: string): Record<Part, string> {
  const parts = { year: '', month: '', day: '', hour: '', minute: '', second: '' };
  for (const { type, value } of formatOf(timeZone).formatToParts(new Date(time))) {
    if (type in parts) parts[type as Part] = value; // just checked
  }
  return parts;
}

/** Returns `just now`, `12 min ago`, `3 h ago` or `5 d ago`, `in 5 min` for the future, and the date from 14 days on. */
export function formatRelative(iso: string, now: number, timeZone: string): string {
  const time = readTime(iso);
  if (time === null) return unreadable(iso);
  const delta = now - time;
  const distance = Math.abs(delta);
  if (distance < 45_000) return 'just now';
  if (distance >= 14 * DAY) return formatDay(iso, now, timeZone);
  const text = inOneUnit(distance);
  return delta > 0 ? `${text} ago` : `in ${text}`;
}

function inOneUnit(distance: number): string {
  const minutes = Math.round(distance / MINUTE);
  if (minutes < 60) return `${Math.max(1, minutes)} min`;
  const hours = Math.round(distance / HOUR);
  if (hours < 24) return `${hours} h`;
  return `${Math.round(distance / DAY)} d`;
}

/** Returns `3 Mar`, with the year unless it is the current one. */
export function formatDay(iso: string | number, now: number, timeZone: string): string {
  if (readTime(iso) === null) return unreadable(iso);
  const { year, month, day } = partsOf(iso, timeZone);
  const text = `${Number(day)} ${MONTHS[Number(month) - 1]}`;
  return year === partsOf(now, timeZone).year ? text : `${text} ${year}`;
}

/** Returns `10:02:11`. */
export function formatClock(iso: string | number, timeZone: string): string {
  if (readTime(iso) === null) return unreadable(iso);
  const { hour, minute, second } = partsOf(iso, timeZone);
  return `${hour}:${minute}:${second}`;
}

/** Returns the exact time, for tooltips: `3 Mar 2026, 10:02:11 (Europe/Berlin)`. */
export function formatExact(iso: string | number, timeZone: string): string {
  if (readTime(iso) === null) return unreadable(iso);
  const { year, month, day } = partsOf(iso, timeZone);
  return `${Number(day)} ${MONTHS[Number(month) - 1]} ${year}, ${formatClock(iso, timeZone)} (${timeZone})`;
}

/** Returns a time as the value of a datetime-local field, in the zone of the machine. */
export function toLocalInput(time: Date): string {
  const local = new Date(time.getTime() - time.getTimezoneOffset() * MINUTE);
  return local.toISOString().slice(0, 16);
}

/** The name of the cookie with the reader's time zone. */
export const TIME_ZONE_COOKIE = 'aes-zone';

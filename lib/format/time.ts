/**
 * Points in time as people read them. Zone and present are arguments, and names are our own, so that server and browser
 * write the same text whatever their locale data.
 */

const MINUTE = 60_000;
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

function partsOf(time: string | number, timeZone: string): Record<Part, string> {
  const parts = { year: '', month: '', day: '', hour: '', minute: '', second: '' };
  for (const { type, value } of formatOf(timeZone).formatToParts(new Date(time))) {
    if (type in parts) parts[type as Part] = value; // just checked
  }
  return parts;
}

/** `just now`, `12 min ago`, `3 h ago`, `5 d ago`, then the date; `in 5 min` for what is to come. */
export function formatRelative(iso: string, now: number, timeZone: string): string {
  const delta = now - Date.parse(iso);
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

/** `3 Mar`, with the year where it is not this one. */
export function formatDay(iso: string | number, now: number, timeZone: string): string {
  const { year, month, day } = partsOf(iso, timeZone);
  const text = `${Number(day)} ${MONTHS[Number(month) - 1]}`;
  return year === partsOf(now, timeZone).year ? text : `${text} ${year}`;
}

/** `10:02:11`. */
export function formatClock(iso: string | number, timeZone: string): string {
  const { hour, minute, second } = partsOf(iso, timeZone);
  return `${hour}:${minute}:${second}`;
}

/** `3 Mar 2026, 10:02:11 (Europe/Berlin)`: the exact time, for whoever hovers. */
export function formatExact(iso: string | number, timeZone: string): string {
  const { year, month, day } = partsOf(iso, timeZone);
  return `${Number(day)} ${MONTHS[Number(month) - 1]} ${year}, ${formatClock(iso, timeZone)} (${timeZone})`;
}

/** A moment as a browser's datetime-local field writes it, in the zone of the machine. */
export function toLocalInput(time: Date): string {
  const local = new Date(time.getTime() - time.getTimezoneOffset() * MINUTE);
  return local.toISOString().slice(0, 16);
}

/**
 * Reads dates and times as callers write them: ISO 8601. Days and times without a zone are in the caller's `time_zone`, or in UTC. The
 * zone of the machine has no effect.
 */
import { errorOf } from './agent-execution.error';

const DATE_ONLY = /^\d{4}-\d{2}-\d{2}$/;
/** A day, a time and an optional zone: Z, +01:00, +0100 or +01. */
const TIME = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?) ?(Z|[+-]\d{2}(?::?\d{2})?)?$/i;
const MINUTE = 60 * 1000;
const DAY = 24 * 60 * MINUTE;

const FIRST_TIME_MS = 0;
const LAST_TIME_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Returns the format for a zone's local time; null for a name that is not in the IANA time zone database. */
function findClock(timeZone: string): Intl.DateTimeFormat | null {
  const cached = clocks.get(timeZone);
  if (cached) return cached;
  try {
    // Offsets such as +05:30 are refused: Postgres inverts their sign.
    if (!/^[A-Za-z]/.test(timeZone)) return null;
    const clock = new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'iso8601',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    clocks.set(timeZone, clock);
    return clock;
  } catch {
    return null;
  }
}

export function isTimeZone(name: string): boolean {
  return findClock(name) !== null;
}

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const clock = findClock(timeZone);
  if (clock) return clock;
  const name = timeZone.slice(0, 60);
  throw errorOf(
    'invalid_input',
    `time_zone '${name}' is not a time zone: use a name such as Europe/Berlin, or UTC.`,
  );
}

/** Returns the name of the time zone, UTC for none; throws invalid_input for an unknown one. */
export function readZone(timeZone: string | undefined): string {
  if (timeZone === undefined) return 'UTC';
  clockOf(timeZone);
  return timeZone;
}

/** Returns the zone's local time at an instant, as the milliseconds of the instant with the same local time in UTC. */
function wallAt(time: number, timeZone: string): number {
  const parts: Record<string, string> = {};
  for (const { type, value } of clockOf(timeZone).formatToParts(time)) parts[type] = value;
  const { year = '', month, day, hour, minute, second } = parts;
  const shown = Date.parse(`${year.padStart(4, '0')}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return shown + (((time % 1000) + 1000) % 1000);
}

/** Returns the first instant with local time `wall` or later: the first of a repeated hour, the end of a skipped one. */
function timeAtWall(wall: number, timeZone: string): number {
  if (timeZone === 'UTC' || wall < FIRST_TIME_MS || wall > LAST_TIME_MS) return wall;
  const candidates = [wall - DAY, wall + DAY].map((near) => wall - (wallAt(near, timeZone) - near));
  const [early = wall, late = wall] = candidates.sort((one, other) => one - other);
  if (wallAt(early, timeZone) === wall) return early;
  if (wallAt(late, timeZone) === wall) return late;
  let [before, after] = [early, late];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (wallAt(middle, timeZone) >= wall) after = middle;
    else before = middle;
  }
  return after;
}

/** A parsed date: the local time as milliseconds in UTC, and the offset if the text has one. */
interface Written {
  wall: number;
  isDay: boolean;
  /** Minutes east of UTC; undefined if the text has no zone. */
  offset: number | undefined;
}

function offsetOf(zone: string): number {
  if (/^z$/i.test(zone)) return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3).replace(':', ''));
  return zone.startsWith('-') ? -minutes : minutes;
}

/** Returns the parsed date; null for text that is not a day or time of the calendar. */
function readWritten(value: string): Written | null {
  const isDay = DATE_ONLY.test(value);
  const [, day, clock, zone] = isDay ? [value, value, '00:00'] : (TIME.exec(value) ?? []);
  const wall = Date.parse(`${day}T${clock}Z`);
  // Date.parse accepts 30 February and returns 2 March.
  if (Number.isNaN(wall) || !new Date(Date.parse(`${day}T00:00Z`)).toISOString().startsWith(`${day}T`))
    return null;
  return { wall, isDay, offset: zone === undefined ? undefined : offsetOf(zone) };
}

function parse(value: string, name: string, timeZone: string | undefined, days: number): number {
  const zone = readZone(timeZone);
  const written = readWritten(value);
  if (!written) {
    throw errorOf('invalid_input', `${name} is not a date: use 2025-01-31 or 2025-01-31T12:00:00Z.`);
  }
  const { wall, isDay, offset } = written;
  if (offset !== undefined) return wall - offset * MINUTE;
  return timeAtWall(isDay ? wall + days * DAY : wall, zone);
}

/** Clamps a time in milliseconds to the years that the database stores, 1970 to 9999. A range matches the same rows as before. */
export function storableTime(time: number): string {
  return new Date(Math.min(Math.max(time, FIRST_TIME_MS), LAST_TIME_MS)).toISOString();
}

/** Returns the first instant of a range. */
export function startOf(
  value: string | undefined,
  name = 'start_date',
  timeZone?: string,
): string | undefined {
  return value === undefined ? undefined : storableTime(parse(value, name, timeZone, 0));
}

/** Returns the first instant after a range. A date without a time includes that day, which may have 23, 24 or 25 hours. */
export function endOf(value: string | undefined, name = 'end_date', timeZone?: string): string | undefined {
  return value === undefined ? undefined : storableTime(parse(value, name, timeZone, 1));
}

/** Returns the instants of `start_date` and `end_date` in `time_zone`; throws invalid_input for an unknown zone. */
export function rangeOf(input: {
  start_date?: string | undefined;
  end_date?: string | undefined;
  time_zone?: string | undefined;
}) {
  const zone = readZone(input.time_zone);
  return {
    start_date: startOf(input.start_date, 'start_date', zone),
    end_date: endOf(input.end_date, 'end_date', zone),
  };
}

/** Returns the instant a number of calendar days earlier, at the same local time in the zone. */
export function daysBefore(instant: string, days: number, timeZone: string): string {
  return storableTime(timeAtWall(wallAt(Date.parse(instant), timeZone) - days * DAY, timeZone));
}

/** Returns the day in the zone, such as 2025-01-31, of a time in milliseconds. */
export function dayAt(time: number, timeZone: string): string {
  return new Date(wallAt(time, timeZone)).toISOString().slice(0, 10);
}

/** Returns a time with its zone, UTC by default. Other text is unchanged, so that the database refuses it. */
export function withZone(value: string): string {
  if (DATE_ONLY.test(value)) return `${value}T00:00:00Z`;
  const [, , clock, zone] = TIME.exec(value) ?? [];
  return clock !== undefined && zone === undefined ? `${value}Z` : value;
}

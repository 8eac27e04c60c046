/** A log row as a line of the timeline: on one line, without colour codes, cut short. The whole row is fetched when it is opened. */
import type { LogView, LogViewRow } from '@/lib/agent-execution/log-view';
import { stripAnsi } from '@/lib/format/ansi';

const EXCERPT = 300;
/** The database hands over this many characters of a text. */
const HANDED_OVER = 1000;

export type LogSummary = LogViewRow;

export type LogPage = Omit<LogView, 'summary'>;

export function toLogSummary(row: LogViewRow): LogSummary {
  return {
    ...row,
    description: excerpt(row.description),
    error_message: row.error_message === null ? null : excerpt(row.error_message),
  };
}

function excerpt(text: string): string {
  const line = stripAnsi(text).replace(/\s+/g, ' ').trim();
  const isCut = line.length > EXCERPT || text.length >= HANDED_OVER;
  return isCut ? `${line.slice(0, EXCERPT).trimEnd()}…` : line;
}

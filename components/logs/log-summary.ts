/** A log row for the list: texts on one line, without colour codes and Markdown, cut. The whole row loads when it is opened. */
import type { LogView, LogViewRow } from '@/lib/dashboard/log-view';
import { oneLine, plainLine } from '@/lib/format/plain-line';

const EXCERPT_LENGTH = 300;
/** The database returns at most this many characters of a text. */
const DATABASE_EXCERPT_LENGTH = 1000;

export type LogSummary = LogViewRow;

export type LogPage = Omit<LogView, 'summary'>;

export function toLogSummary<Row extends LogViewRow>(row: Row): Row {
  return {
    ...row,
    // In a command, characters such as * are not Markdown.
    description: excerpt(row.description, row.action_type === 'command' ? oneLine : plainLine),
    error_message: row.error_message === null ? null : excerpt(row.error_message, oneLine),
  };
}

function excerpt(text: string, read: (text: string) => string): string {
  const line = read(text);
  const isCut = line.length > EXCERPT_LENGTH || text.length >= DATABASE_EXCERPT_LENGTH;
  return isCut ? `${line.slice(0, EXCERPT_LENGTH).trimEnd()}…` : line;
}

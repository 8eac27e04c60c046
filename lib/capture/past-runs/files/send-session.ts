/** Sends the rows of one session to the server, in the order of their times, and resumes where an earlier import ended. */
import type { Line } from './read-lines.ts';

/** What the server says about an import (lib/capture/past-runs/import-past-run.ts). */
export interface SessionAnswer {
  skipped: string | null;
  lines: Record<string, number>;
  is_complete: boolean;
  added: number;
  problems: string[];
}

interface OpenFile {
  name: string;
  lines: AsyncIterable<Line>;
}

export interface SessionReport {
  /** Rows of the files that were sent. */
  sent: number;
  /** Rows that were written to the log. */
  added: number;
  /** Why the session was skipped. */
  skipped: string | null;
  /** Lines that were skipped, and refusals. */
  problems: string[];
}

/** What an import did so far. */
export interface ImportTotals {
  imported: number;
  unchanged: number;
  /** Rows of files that were sent, and rows of the log that they became. */
  sent: number;
  added: number;
  skipped: string[];
  problems: string[];
}

/** Adds the report of a session, except for the rows that were sent: they are counted while they are sent. */
export function countReport(
  totals: ImportTotals,
  session: string,
  { sent, added, skipped, problems }: SessionReport,
): void {
  totals.added += added;
  totals.problems.push(...problems.map((problem) => `${session}: ${problem}`));
  if (skipped !== null) totals.skipped.push(`${session}: ${skipped}`);
  else if (sent > 0 && added > 0) totals.imported += 1;
  else totals.unchanged += 1;
}

const MAX_ROWS = 500;
const MAX_LENGTH = 4 * 1024 * 1024;

type Row = { file: string; line: number; text: string };
type Item = Row | { problem: string };

/** Returns the lines of all files, the oldest first. A line without a time follows the one before it. */
async function* mergeFiles(files: OpenFile[]): AsyncGenerator<Item> {
  const heads = files.map(({ name, lines }) => ({
    name,
    iterator: lines[Symbol.asyncIterator](),
    time: '',
    next: undefined as Line | undefined, // read below
  }));
  type Head = (typeof heads)[number];
  const advance = async (head: Head) => {
    const { done, value } = await head.iterator.next();
    head.next = done ? undefined : value;
    if (head.next && 'timestamp' in head.next) head.time = head.next.timestamp ?? head.time;
  };
  for (const head of heads) await advance(head);
  for (;;) {
    const open = heads.filter(({ next }) => next !== undefined);
    const [first, ...others] = open;
    if (!first) return;
    const oldest = others.reduce((one, other) => (other.time < one.time ? other : one), first);
    const { name, next } = oldest;
    if (next && 'text' in next) yield { file: name, line: next.line, text: next.text };
    else if (next) yield { problem: `Line ${next.line + 1} of ${name} ${next.problem}.` };
    await advance(oldest);
  }
}

/** The rows are sent as they are: their JSON is not written again. */
function bodyOf(session: string, rows: Row[], isLast: boolean): string {
  const list = rows.map(
    ({ file, line, text }) => `{"file":${JSON.stringify(file)},"line":${line},"row":${text}}`,
  );
  return `{"session":${JSON.stringify(session)},"rows":[${list.join(',')}],"is_last":${isLast}}`;
}

/** Sends a session. `post` sends a body and returns the response; `onRows` is called with the number of rows of each. */
export async function sendSession(
  session: string,
  files: OpenFile[],
  post: (body: string) => Promise<SessionAnswer>,
  onRows: (rows: number) => void = () => {},
): Promise<SessionReport> {
  let answer = await post(bodyOf(session, [], false));
  const { lines: known } = answer;
  const report: SessionReport = { sent: 0, added: 0, skipped: answer.skipped, problems: [] };
  if (report.skipped !== null) return report;
  let rows: Row[] = [];
  let length = 0;
  const flush = async (isLast: boolean) => {
    answer = await post(bodyOf(session, rows, isLast));
    report.sent += rows.length;
    report.added += answer.added;
    report.problems.push(...answer.problems);
    onRows(rows.length);
    rows = [];
    length = 0;
  };
  for await (const item of mergeFiles(files)) {
    if ('problem' in item) report.problems.push(item.problem);
    else if (item.line >= (known[item.file] ?? 0)) {
      if (rows.length > 0 && (rows.length === MAX_ROWS || length + item.text.length > MAX_LENGTH))
        await flush(false);
      rows.push(item);
      length += item.text.length;
    }
  }
  if (rows.length > 0 || (!answer.is_complete && Object.keys(answer.lines).length > 0)) await flush(true);
  return report;
}

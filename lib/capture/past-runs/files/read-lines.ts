/** Reads files of JSON lines. It runs in a command and in a browser, and keeps only one line in memory. */

/** The server takes 16 MB, and a row can be longer in JSON than in its file. */
const MAX_LINE_LENGTH = 12 * 1024 * 1024;

/** A line with its number from 0: the text of a JSON object, or why it cannot be used. */
export type Line = { line: number; text: string; timestamp?: string } | { line: number; problem: string };

const TOO_LONG = `is longer than ${MAX_LINE_LENGTH / 1024 / 1024} MB`;

function readLine(line: number, text: string, isLast: boolean): Line {
  try {
    const row: unknown = JSON.parse(text);
    if (typeof row !== 'object' || row === null || Array.isArray(row))
      return { line, problem: 'is no JSON object' };
    const timestamp = 'timestamp' in row && typeof row.timestamp === 'string' ? row.timestamp : undefined;
    return timestamp === undefined ? { line, text } : { line, text, timestamp };
  } catch {
    return { line, problem: isLast ? 'is not finished' : 'is not JSON' };
  }
}

/** Splits text into lines and returns them with whether a line break ended them. It drops a line that is too long. */
async function* splitLines(chunks: AsyncIterable<Uint8Array>) {
  const decoder = new TextDecoder();
  let rest: string[] = [];
  let length = 0;
  const take = () => {
    const text = length > MAX_LINE_LENGTH ? null : rest.join('');
    rest = [];
    length = 0;
    return text;
  };
  const keep = (piece: string) => {
    length += piece.length;
    if (length > MAX_LINE_LENGTH) rest = [];
    else rest.push(piece);
  };
  for await (const chunk of chunks) {
    const pieces = decoder.decode(chunk, { stream: true }).split('\n');
    for (const piece of pieces.slice(0, -1)) {
      keep(piece);
      yield { text: take(), isLast: false };
    }
    keep(pieces.at(-1) ?? '');
  }
  keep(decoder.decode());
  if (length > 0) yield { text: take(), isLast: true };
}

/** Returns the lines of a file, without the empty ones. */
export async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Line> {
  let line = 0;
  for await (const { text, isLast } of splitLines(chunks)) {
    if (text === null) yield { line, problem: TOO_LONG };
    else if (text.trim() !== '') yield readLine(line, text.trim(), isLast);
    line += 1;
  }
}

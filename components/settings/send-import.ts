/** Imports an exported file: sends it in batches, so that neither side holds the whole file. */
import { fetchData } from '@/components/ui/fetch-data';
import { FailureError } from '@/lib/action-result';
import type { ImportedCounts } from '@/lib/agent-execution/import-data';

type Post = (path: string, type: string, body: string) => Promise<unknown>;

const BATCH_LINES = 2000;
const BATCH_CHARACTERS = 3_000_000;

const notAnExport = 'Nothing was imported. Choose the file that “Export everything” saved.';

const postToApi: Post = (path, type, body) =>
  fetchData(
    `/api/v1${path}`,
    { method: 'POST', headers: { 'Content-Type': type }, body },
    'Nothing was imported. Try again in a moment.',
  );

/** Yields the lines of a file with the share of it that was read. */
async function* readLines(file: Blob): AsyncGenerator<{ line: string; share: number }> {
  const reader = file.stream().getReader();
  const decoder = new TextDecoder();
  let rest = '';
  let read = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    read += part.value.byteLength;
    const lines = (rest + decoder.decode(part.value, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim()) yield { line, share: read / file.size };
  }
  if (rest.trim()) yield { line: rest, share: 1 };
}

interface Line {
  export?: { version: number };
  table?: string;
  end?: { rows: number };
}

function parseLine(line: string, number: number): Line {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Reported below.
  }
  throw new FailureError({ message: `Line ${number} of the file cannot be read.`, hint: notAnExport });
}

/** Returns an id for the import; browsers have no `crypto.randomUUID` on pages without TLS. */
function newImportId(): string {
  const hex = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte, at) => {
    const marked = at === 6 ? (byte & 0x0f) | 0x40 : at === 8 ? (byte & 0x3f) | 0x80 : byte;
    return marked.toString(16).padStart(2, '0');
  }).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/**
 * Sends the file; `onProgress` receives the share that was sent. The server refuses a log that does not verify unless
 * `acceptsUnverified` is true. Throws a FailureError, and then nothing was imported.
 */
export async function sendImport(
  file: Blob,
  onProgress: (share: number) => void,
  acceptsUnverified = false,
  post: Post = postToApi,
): Promise<ImportedCounts> {
  const address = `/imports/${newImportId()}`;
  let batch: string[] = [];
  let characters = 0;
  let number = 0;
  let rows = 0;
  let end: number | undefined;
  const flush = async () => {
    if (batch.length > 0) await post(`${address}/rows`, 'application/x-ndjson', batch.join('\n'));
    batch = [];
    characters = 0;
  };
  for await (const { line, share } of readLines(file)) {
    number += 1;
    const value = parseLine(line, number);
    if (number === 1 && value.export?.version !== 1)
      throw new FailureError({ message: 'This file is not an export of all data.', hint: notAnExport });
    if (value.end) end = value.end.rows;
    if (!value.table) continue;
    rows += 1;
    batch.push(line);
    characters += line.length;
    if (batch.length < BATCH_LINES && characters < BATCH_CHARACTERS) continue;
    await flush();
    onProgress(share);
  }
  if (end !== rows)
    throw new FailureError({
      message: 'The file is cut off: rows are missing at its end.',
      hint: 'Nothing was imported. Export again.',
    });
  if (rows === 0) throw new FailureError({ message: 'The file has no rows.', hint: notAnExport });
  await flush();
  onProgress(1);
  const completion = { rows, ...(acceptsUnverified && { accept_unverified: true }) };
  const counts = await post(`${address}/completion`, 'application/json', JSON.stringify(completion));
  return counts as ImportedCounts; // the operation returns these
}

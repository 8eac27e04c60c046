/**
 * Imports past runs of a coding agent, from the files that it wrote, through the HTTP API of a running server:
 *
 *     npm run import -- --client claude-code ~/.claude/projects --key aes_… [--url http://127.0.0.1:3000]
 *
 * AES_KEY and AES_URL stand in for the options. An import that was interrupted resumes where it stopped.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type FoundSession, findSessions } from '../lib/capture/past-runs/files/find-sessions.ts';
import {
  countReport,
  type ImportTotals,
  type SessionAnswer,
  sendSession,
} from '../lib/capture/past-runs/files/send-session.ts';
import { pastRunClients } from '../lib/capture/past-runs/files/session-files.ts';
import { formatCount } from '../lib/format/words.ts';
import { fail, startedIn } from './data-command.ts';
import { findFiles } from './past-run-files.ts';

/** Sessions that are sent at a time, so that the server and its database both work. */
const MAX_SESSIONS = 3;
const PROGRESS_INTERVAL_MS = 2000;
const USAGE = `Usage: npm run import -- --client <${pastRunClients.join('|')}> <folder or file> --key aes_… [--url http://127.0.0.1:3000]`;

function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { client: { type: 'string' }, key: { type: 'string' }, url: { type: 'string' } },
  });
  const [path, ...others] = positionals;
  const key = values.key ?? process.env.AES_KEY;
  const url = values.url ?? process.env.AES_URL ?? 'http://127.0.0.1:3000';
  const { client } = values;
  if (path === undefined || others.length > 0 || client === undefined || !pastRunClients.includes(client))
    throw new Error(USAGE);
  if (!key)
    throw new Error(
      'There is no key. Send --key with an agent key (aes_…), or set AES_KEY. `npm start` prints one.',
    );
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new Error(`This is not a server address: ${url}. Send one such as http://127.0.0.1:3000.`);
  return { client, key, url, path: resolve(startedIn, path) };
}

class ServerError extends Error {}

/** Returns a function that sends rows. A server that does not answer ends the import, and a refusal only its session. */
function createPost(url: string, client: string, key: string) {
  const address = new URL(`/api/v1/past-runs/${client}`, url);
  const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' };
  return async (body: string): Promise<SessionAnswer> => {
    const response = await fetch(address, { method: 'POST', headers, body }).catch((error: unknown) => {
      throw new ServerError(
        `No server responds at ${address.origin} (${error instanceof Error ? error.message : error}). Start it with npm start, and import again: the import resumes where it stopped.`,
      );
    });
    const answer = await response.json().catch(() => ({}));
    if (response.ok) return answer.data;
    const message = answer.error?.message ?? `status ${response.status}`;
    throw response.status === 401 || response.status === 403 ? new ServerError(message) : new Error(message);
  };
}

const number = (value: number) => value.toLocaleString('en');

function printSummary(totals: ImportTotals, seconds: number): void {
  const rate = number(Math.round(totals.sent / Math.max(seconds, 0.001)));
  console.log(
    `✓ Imported ${formatCount(totals.imported, 'session')}: ${number(totals.sent)} rows of files, ${number(totals.added)} rows of the log, in ${seconds.toFixed(1)} s (${rate} rows/s)`,
  );
  if (totals.unchanged > 0) console.log(`  Unchanged: ${number(totals.unchanged)}`);
  for (const [title, list] of [
    ['Skipped', totals.skipped],
    ['Problems', totals.problems],
  ] as const) {
    if (list.length > 0) console.log(`  ${title}: ${number(list.length)}`);
    for (const line of list) console.log(`    ${line}`);
  }
}

async function main(): Promise<void> {
  const { client, key, url, path } = readArguments();
  const skipped: string[] = [];
  const { sessions, skipped: unusable } = await findSessions(client, await findFiles(path, skipped));
  skipped.push(...unusable);
  const totals: ImportTotals = { imported: 0, unchanged: 0, sent: 0, added: 0, skipped, problems: [] };
  const post = createPost(url, client, key);
  const began = performance.now();
  const waiting = [...sessions];
  const show = () =>
    console.log(
      `  ${number(sessions.length - waiting.length)} of ${number(sessions.length)} sessions, ${number(totals.sent)} rows`,
    );
  const progress = setInterval(show, PROGRESS_INTERVAL_MS);
  const importNext = async ({ session, open }: FoundSession) => {
    const report = await sendSession(session, open(), post, (rows) => {
      totals.sent += rows;
    }).catch((error: unknown) => {
      if (error instanceof ServerError) throw error;
      totals.problems.push(`${session}: ${error instanceof Error ? error.message : error}`);
      process.exitCode = 1;
    });
    if (report) countReport(totals, session, report);
  };
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await importNext(next);
  };
  try {
    await Promise.all(Array.from({ length: MAX_SESSIONS }, work));
  } finally {
    clearInterval(progress);
    printSummary(totals, (performance.now() - began) / 1000);
  }
}

main().catch(fail);

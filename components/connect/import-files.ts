/** Reads files of past runs in the browser and sends their rows. It is loaded when a person has chosen files. */
import { fetchData } from '@/components/ui/fetch-data';
import { type ChosenFile, findSessions } from '@/lib/capture/past-runs/files/find-sessions';
import { countReport, type SessionAnswer, sendSession } from '@/lib/capture/past-runs/files/send-session';
import { type ImportState, STARTED_IMPORT } from './import-state';

/** Sessions that are sent at a time. */
const MAX_SESSIONS = 3;

/** Reads a stream in browsers whose streams cannot be iterated. */
async function* chunksOf(file: File): AsyncGenerator<Uint8Array> {
  const reader = file.stream().getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    reader.releaseLock();
  }
}

const chosenFile = (file: File): ChosenFile => ({
  path: file.webkitRelativePath || file.name,
  size: file.size,
  open: () => chunksOf(file),
});

/** Sends all sessions, some at a time. `change` receives the state after each step. */
export async function importFiles(
  client: string,
  files: File[],
  signal: AbortSignal,
  change: (state: ImportState) => void,
): Promise<void> {
  const state = structuredClone(STARTED_IMPORT);
  const show = (more: Partial<ImportState> = {}) => change({ ...Object.assign(state, more) });
  const post = (body: string) =>
    fetchData<SessionAnswer>(`/api/v1/past-runs/${client}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body,
      signal,
    });
  show();
  const { sessions, skipped } = await findSessions(client, files.map(chosenFile));
  show({ sessions: sessions.length, skipped });
  const waiting = [...sessions];
  const importNext = async ({ session, open }: (typeof sessions)[number]) => {
    const report = await sendSession(session, open(), post, (rows) => show({ sent: state.sent + rows }));
    countReport(state, session, report);
  };
  const work = async () => {
    for (let next = waiting.shift(); next && !signal.aborted; next = waiting.shift()) {
      await importNext(next).catch((error: unknown) => {
        const message = error instanceof Error ? error.message : String(error);
        if (!signal.aborted) state.problems.push(`${next?.session}: ${message}`);
      });
      show({ done: state.done + 1 });
    }
  };
  await Promise.all(Array.from({ length: MAX_SESSIONS }, work));
  show({ isRunning: false, isStopped: signal.aborted });
}

/** Appends to the log over HTTP, row by row and in batches, and retries what no response acknowledged. */
import { setTimeout as sleep } from 'node:timers/promises';

/** Rows per request: single rows, a list that returns its rows, and a batch that returns its count. */
const REQUEST_SIZES = [1, 1, 1, 1, 25, 1, 1, 1, 1, 100];
const LIST_ROWS = 25;
const RETRY_MS = 200;

export type Call = (path: string, body: unknown) => Promise<Response>;

async function createPlan(call: Call, writer: number): Promise<string> {
  const post = async (path: string, body: object): Promise<{ id: string }> =>
    (await (await call(path, body)).json()).data;
  const task = await post('/tasks', { title: `Writer ${writer}` });
  const steps = [{ step: 1, action: 'work', description: 'Work' }];
  return (await post('/plans', { task_id: task.id, plan_type: 'proof', steps })).id;
}

function send(call: Call, planId: string, names: string[]): Promise<Response> {
  const rows = names.map((description) => ({ action_type: 'note', description }));
  if (rows.length === 1) return call(`/plans/${planId}/logs`, rows[0]);
  return call(`/plans/${planId}/logs${rows.length > LIST_ROWS ? '/batch' : ''}`, rows);
}

/** Creates a plan and appends rows to it; calls `onAcknowledged` with the names of rows, in order, that the server acknowledged. */
export async function writeRows(
  call: Call,
  { writer, rows }: { writer: number; rows: number },
  onAcknowledged: (names: string[]) => void,
): Promise<void> {
  const planId = await createPlan(call, writer);
  let written = 0;
  for (let request = 0; written < rows; request += 1) {
    const size = Math.min(REQUEST_SIZES[request % REQUEST_SIZES.length] ?? 1, rows - written);
    for (let attempt = 1; ; attempt += 1) {
      // A request without a response may have been written, so a retry uses new names.
      const names = Array.from({ length: size }, (_, n) => `${writer}/${written + n}/${attempt}`);
      const response = await send(call, planId, names).catch(() => null);
      if (response?.ok) {
        onAcknowledged(names);
        break;
      }
      if (response && response.status < 500) throw new Error(await response.text());
      await sleep(RETRY_MS);
    }
    written += size;
  }
}

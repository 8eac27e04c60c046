/** A plan's log as JSON Lines that can be checked anywhere: docs/log-format.md and scripts/verify-log.mjs. */
import { unwrap } from './agent-execution.error';
import type { AgentExecutionClient } from './agent-execution.types';
import { getPlan } from './plans';

/** Rows asked for at once; each may be half a megabyte. */
const ROWS = 100;

/** A log row with every field as the text that its hash is over. */
export interface ExportedLog {
  id: string;
  seq: string;
  plan_id: string | null;
  task_id: string | null;
  user_id: string;
  step_number: string | null;
  action_type: string;
  entity_id: string | null;
  description: string;
  before_state: string | null;
  after_state: string | null;
  agent_confidence: string | null;
  error_message: string | null;
  actor_type: string;
  actor: string;
  metadata: string;
  created_at: string;
  prev_hash: string | null;
  hash: string;
}

const lineOf = (value: object) => `${JSON.stringify(value)}\n`;

/**
 * Line by line: what it is, the rows in order, and last how many they were and the hash of the newest, so that a file that was
 * cut off shows. Throws not_found before the first line.
 */
export async function exportLog(
  db: AgentExecutionClient,
  planId: string,
  now: Date = new Date(),
): Promise<AsyncGenerator<string>> {
  const { last_seq, last_hash } = await getPlan(db, planId);
  return linesOf(db, { planId, last_seq: last_seq ?? 0, last_hash, exported_at: now.toISOString() });
}

interface Head {
  planId: string;
  last_seq: number;
  last_hash: string | null;
  exported_at: string;
}

async function* linesOf(db: AgentExecutionClient, head: Head): AsyncGenerator<string> {
  const { planId, last_seq, last_hash, exported_at } = head;
  yield lineOf({ agent_execution_log: { version: 1, plan_id: planId, exported_at } });
  let count = 0;
  for (let after_seq = 0; after_seq < last_seq; ) {
    const answer = await db.rpc('agent_export_log', {
      plan_id: planId,
      after_seq,
      up_to_seq: last_seq,
      max_rows: ROWS,
    });
    const rows = unwrap(answer) as unknown as (ExportedLog & { place: number })[]; // the function builds exactly this
    for (const { place, ...row } of rows) {
      yield lineOf(row);
      after_seq = place;
    }
    count += rows.length;
    if (rows.length < ROWS) break;
  }
  yield lineOf({ end: { rows: count, last_hash } });
}

/** Exports a plan's log as JSON Lines that can be verified anywhere: docs/log-format.md, scripts/verify-log.mjs. */
import type { AgentExecutionClient } from './agent-execution.types';
import { call } from './call';
import { getPlan } from './plans';

/** Rows per request. A row may take half a megabyte. */
const PAGE_ROWS = 100;

/** A log row. Every field is the text that the hash covers. */
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

/** A log row as `agent_export_log` returns it; `place` is its seq as a number. */
export type PlacedLog = ExportedLog & { place: number };

const lineOf = (value: object) => `${JSON.stringify(value)}\n`;

/**
 * Yields the lines: a header, the rows in order, and an end line with the number of rows and the newest hash, by which a reader detects a
 * truncated file. Throws not_found before the first line.
 */
export async function exportLog(
  db: AgentExecutionClient,
  planId: string,
  now: Date = new Date(),
): Promise<AsyncGenerator<string>> {
  const { last_seq, last_hash } = await getPlan(db, planId);
  return linesOf(db, { planId, last_seq: last_seq ?? 0, last_hash, exported_at: now.toISOString() });
}

interface LogHead {
  planId: string;
  last_seq: number;
  last_hash: string | null;
  exported_at: string;
}

async function* linesOf(db: AgentExecutionClient, head: LogHead): AsyncGenerator<string> {
  const { planId, last_seq, last_hash, exported_at } = head;
  yield lineOf({ agent_execution_log: { version: 1, plan_id: planId, exported_at } });
  let count = 0;
  for (let after_seq = 0; after_seq < last_seq; ) {
    const rows = await call(db, 'agent_export_log', {
      plan_id: planId,
      after_seq,
      up_to_seq: last_seq,
      max_rows: PAGE_ROWS,
    });
    for (const { place, ...row } of rows) {
      yield lineOf(row);
      after_seq = place;
    }
    count += rows.length;
    if (rows.length < PAGE_ROWS) break;
  }
  yield lineOf({ end: { rows: count, last_hash } });
}

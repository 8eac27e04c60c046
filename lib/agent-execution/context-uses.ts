/** Counts the context entries that agents read. It counts in batches after the read, and never fails the read. */
import type { AgentExecutionClient } from './agent-execution.types';
import { call } from './call';
import type { ContextReadWay } from './context-entry';

/** Milliseconds for which reads are collected. */
const BATCH_DELAY_MS = 200;

interface Use {
  via: ContextReadWay;
  planId: string | undefined;
  ids: Set<string>;
}

const collected = new WeakMap<AgentExecutionClient, Map<string, Use>>();

/** Records that the caller read these entries, for a plan if one is given. The database ignores reads by people. */
export function countUses(
  db: AgentExecutionClient,
  via: ContextReadWay,
  entryIds: readonly string[],
  planId?: string,
): void {
  if (entryIds.length === 0) return;
  let uses = collected.get(db);
  if (!uses) {
    uses = new Map();
    collected.set(db, uses);
    setTimeout(() => send(db), BATCH_DELAY_MS);
  }
  const key = `${via} ${planId ?? ''}`;
  const use = uses.get(key) ?? { via, planId, ids: new Set<string>() };
  for (const id of entryIds) use.ids.add(id);
  uses.set(key, use);
}

/** Sends the counts in sequence, so that their times in the database keep the order of the reads. */
async function send(db: AgentExecutionClient): Promise<void> {
  const uses = collected.get(db);
  collected.delete(db);
  for (const { via, planId, ids } of uses?.values() ?? []) {
    // A failed count must not affect the caller.
    await call(db, 'agent_count_context_uses', { entry_ids: [...ids], via, plan_id: planId }).catch(() => {});
  }
}

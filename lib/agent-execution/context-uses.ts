/** Counts what agents read: in batches, after they have it, and without ever failing their read. */
import type { AgentExecutionClient } from './agent-execution.types';
import type { ContextReadWay } from './context-entry';

/** Milliseconds that reads are gathered for. */
const PATIENCE = 200;

interface Use {
  via: ContextReadWay;
  planId: string | undefined;
  ids: Set<string>;
}

const gathered = new WeakMap<AgentExecutionClient, Map<string, Use>>();

/** Notes that the caller was given these entries, for a plan if one is named. The database ignores people. */
export function countUses(
  db: AgentExecutionClient,
  via: ContextReadWay,
  entryIds: readonly string[],
  planId?: string,
): void {
  if (entryIds.length === 0) return;
  let uses = gathered.get(db);
  if (!uses) {
    uses = new Map();
    gathered.set(db, uses);
    setTimeout(() => send(db), PATIENCE);
  }
  const key = `${via} ${planId ?? ''}`;
  const use = uses.get(key) ?? { via, planId, ids: new Set<string>() };
  for (const id of entryIds) use.ids.add(id);
  uses.set(key, use);
}

/** One after another, so that the database's times tell in which order they were read. */
async function send(db: AgentExecutionClient): Promise<void> {
  const uses = gathered.get(db);
  gathered.delete(db);
  for (const { via, planId, ids } of uses?.values() ?? []) {
    // A use that is not counted is no reason to trouble whoever read.
    await Promise.resolve(
      db.rpc('agent_count_context_uses', { entry_ids: [...ids], via, plan_id: planId }),
    ).catch(() => {});
  }
}

/** The database's clock on the server, read once a minute. Pages count from it, because all their times come from it. */
import type { AgentExecutionClient } from '@/lib/agent-execution/agent-execution.types';

const REREAD_AFTER_MS = 60_000;

let known: { origin: number; readAt: number } | undefined;

/** Returns the database's time in milliseconds since 1970; the machine's time while the database is unavailable. */
export async function readDatabaseTime(db: AgentExecutionClient): Promise<number> {
  if (!known || performance.now() - known.readAt > REREAD_AFTER_MS) {
    const { data } = await db.rpc('agent_clock');
    const readAt = performance.now();
    if (data) known = { origin: Date.parse(data) - readAt, readAt };
  }
  return known ? Math.round(known.origin + performance.now()) : Date.now();
}

/** The database's clock on the server, read once a minute. Pages count from it, because all their times come from it. */
import type { AgentExecutionClient } from '@/lib/agent-execution/agent-execution.types';

const REREAD_AFTER_MS = 60_000;

let cached: { origin: number; readAt: number } | undefined;

/** Returns the database's time in milliseconds since 1970; the machine's time while the database is unavailable. */
export async function readDatabaseTime(db: AgentExecutionClient): Promise<number> {
  if (!cached || performance.now() - cached.readAt > REREAD_AFTER_MS) {
    const { data } = await db.rpc('agent_clock');
    const readAt = performance.now();
    if (data) cached = { origin: Date.parse(data) - readAt, readAt };
  }
  return cached ? Math.round(cached.origin + performance.now()) : Date.now();
}

/** Reads what the server captured. */
import type { Sql } from 'postgres';
import { vi } from 'vitest';
import type { PlanWithDetails } from '@/lib/agent-execution/agent-execution.types';
import type { OwnServer } from '@/tests/support/own-server';

export interface Usage {
  model: string;
  input_tokens: number;
  output_tokens: number;
  cost_usd: number | null;
}

/** How long a client may take. */
export const PATIENCE = { timeout: 60_000, interval: 100 };

export async function get<T>({ origin, agentKey }: OwnServer, path: string): Promise<T> {
  const headers = { Authorization: `Bearer ${agentKey}`, Prefer: 'return=representation' };
  const response = await fetch(`${origin}${path}`, { headers });
  const body = await response.json();
  if (!response.ok) throw new Error(`${path}: ${JSON.stringify(body)}`);
  return body.data;
}

export function readPlan(server: OwnServer, id: string): Promise<PlanWithDetails> {
  return get(server, `/api/v1/plans/${id}?include=logs,context`);
}

/** Returns the plan of a client with this title, once it is ready. */
export function waitForPlan(
  server: OwnServer,
  { client, title }: { client: string; title: string },
  isReady: (plan: PlanWithDetails) => boolean,
): Promise<PlanWithDetails> {
  return vi.waitFor(async () => {
    const plans = await get<PlanWithDetails[]>(server, '/api/v1/plans?plan_type=session');
    for (const { id, metadata } of plans) {
      const plan = metadata.client === client ? await readPlan(server, id) : undefined;
      if (plan?.task.title === title && isReady(plan)) return plan;
    }
    throw new Error(`No plan "${title}" of ${client} is ready.`);
  }, PATIENCE);
}

/** Returns the usage of plans by model, once it counts this many model calls. */
export function waitForUsage(sql: Sql, plans: string[], calls: number): Promise<Usage[]> {
  return vi.waitFor(async () => {
    const rows = await sql<(Usage & { calls: number })[]>`
      select model, count(*)::int as calls, sum(input_tokens)::int as input_tokens,
        sum(output_tokens)::int as output_tokens, sum(cost_usd) as cost_usd
      from agent_usage where plan_id = any(${plans}) group by model`;
    const counted = rows.reduce((sum, row) => sum + row.calls, 0);
    if (counted < calls) throw new Error(`${counted} of ${calls} calls of the model have usage.`);
    return rows;
  }, PATIENCE);
}

/** Ends the leases of a plan, which would last for minutes. */
export async function expireLeases(sql: Sql, plan: string): Promise<void> {
  await sql`update agent_execution_steps set lease_expires_at = clock_timestamp() - interval '1 second'
    where plan_id = ${plan} and lease_owner is not null`;
}

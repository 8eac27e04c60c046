/** The lease calls of agents: claim a step, renew its lease, and release it. */
import type postgres from 'postgres';
import { agentKey, type Database } from './identities.ts';

export const agent = agentKey('owner', 'read', 'write');
export const rival = { ...agent, claims: { ...agent.claims, agent_name: 'rival' } };

interface Claim {
  step: { plan_id: string; step_number: number; attempt: number; lease_owner: string } | null;
  plan: { id: string; status: string } | null;
  lease_token: number;
  lease_expires_at: string;
  ask_again_at: string | null;
  ask_again_in_seconds: number | null;
}

export interface ClaimInput {
  /** null for all plans of the caller. */
  plan: string | null;
  seconds?: number;
  /** A new key by default, as from an agent that works on several steps; null for none. */
  key?: string | null;
  type?: string;
}

export async function claimStep(
  db: Database,
  { plan, seconds = 60, key = crypto.randomUUID(), type }: ClaimInput,
  identity = agent,
): Promise<Claim> {
  const [row] = await db.as(
    identity,
    (tx) => tx`select agent_claim_step(${plan}, plan_type => ${type ?? null}, lease_seconds => ${seconds},
      claim_key => ${key}) as it`,
  );
  return row?.it;
}

export const moveCall =
  (plan: string, step: number, action: string, token: number | null) => (tx: postgres.TransactionSql) =>
    tx`select * from agent_move_step(${plan}, ${step}, ${action}, lease_token => ${token})`;

export const heartbeatCall =
  (plan: string, step: number, token: number, seconds = 60) =>
  (tx: postgres.TransactionSql) =>
    tx`select agent_heartbeat(${plan}, ${step}, ${token}, ${seconds}) as it`;

/** Lists, creates and revokes agent keys, for people only. Only the prefix of a key can be read again. */
import { errorOf, unwrap } from '@/lib/agent-execution/agent-execution.error';
import type { AgentExecutionClient, Database } from '@/lib/agent-execution/agent-execution.types';
import { withZone } from '@/lib/agent-execution/dates';
import { call } from './call';

export const agentKeyScopes = ['read', 'write', 'approve'] as const;

export type AgentKeyScope = (typeof agentKeyScopes)[number];

export type AgentKey = Pick<
  Database['public']['Tables']['agent_api_keys']['Row'],
  | 'id'
  | 'name'
  | 'prefix'
  | 'scopes'
  | 'task_id'
  | 'plan_id'
  | 'expires_at'
  | 'last_used_at'
  | 'revoked_at'
  | 'created_at'
> & {
  /** Title of the task that the key is restricted to, or of its plan's task. */
  task_title: string | null;
  /** Type of the plan that the key is restricted to. */
  plan_type: string | null;
};

export interface CreateAgentKeyInput {
  name: string;
  scopes: AgentKeyScope[];
  /** ISO 8601; omitted for a key that does not expire. */
  expires_at?: string;
  /** The task that the key is restricted to, with its plans. */
  task_id?: string;
  /** The plan that the key is restricted to. */
  plan_id?: string;
}

/** Returns the caller's newest 500 keys, newest first. */
export async function queryAgentKeys(db: AgentExecutionClient): Promise<AgentKey[]> {
  return call(db, 'agent_list_api_keys');
}

/** Creates a key and returns it; it cannot be read again. */
export async function createAgentKey(
  db: AgentExecutionClient,
  input: CreateAgentKeyInput,
): Promise<{ id: string; key: string }> {
  const args = input.expires_at ? { ...input, expires_at: withZone(input.expires_at) } : input;
  return call(db, 'agent_create_api_key', args);
}

/** Revokes a key at once. Throws not_found for an unknown or already revoked key. */
export async function revokeAgentKey(db: AgentExecutionClient, id: string): Promise<void> {
  const revoked = unwrap(
    await db
      .from('agent_api_keys')
      .update({ revoked_at: new Date().toISOString() })
      .eq('id', id)
      .is('revoked_at', null)
      .select('id'),
  );
  if (revoked.length === 0) throw errorOf('not_found', 'This key is gone, or was revoked before.');
}

export interface AgentKeyUse {
  /** Precise to the minute; null if never used. */
  last_used_at: string | null;
  /** Whether it is revoked, expired, or deleted with its task or plan. */
  is_gone: boolean;
}

/** Returns whether a key has been used, and whether it is still valid. */
export async function getAgentKeyUse(db: AgentExecutionClient, id: string): Promise<AgentKeyUse> {
  const key = unwrap(
    await db.from('agent_api_keys').select('last_used_at, revoked_at, expires_at').eq('id', id).maybeSingle(),
  );
  const hasExpired = key?.expires_at != null && Date.parse(key.expires_at) <= Date.now();
  return { last_used_at: key?.last_used_at ?? null, is_gone: !key || key.revoked_at !== null || hasExpired };
}

/** Agent keys: list, create, revoke. Only people may; of a key nothing but its prefix can be read again. */
import { errorOf, unwrap } from './agent-execution.error';
import type { AgentExecutionClient, Database } from './agent-execution.types';

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
  /** Of the task that the key is for, or that its plan is of. */
  task_title: string | null;
  /** Of the plan that the key is for. */
  plan_type: string | null;
};

export interface CreateAgentKeyInput {
  name: string;
  scopes: AgentKeyScope[];
  /** ISO 8601; left out for a key that does not expire. */
  expires_at?: string;
  /** The one task that the key is for, with its plans. */
  task_id?: string;
  /** The one plan that the key is for. */
  plan_id?: string;
}

/** The caller's keys, the newest first; the last 500. */
export async function queryAgentKeys(db: AgentExecutionClient): Promise<AgentKey[]> {
  return unwrap(await db.rpc('agent_list_api_keys')) as unknown as AgentKey[]; // the function selects exactly these
}

/** Makes a key; it is in this answer and nowhere else. */
export async function createAgentKey(
  db: AgentExecutionClient,
  input: CreateAgentKeyInput,
): Promise<{ id: string; key: string }> {
  // The function builds exactly this.
  return unwrap(await db.rpc('agent_create_api_key', input)) as { id: string; key: string };
}

/** From now on the key is refused. Throws not_found for one that is not there or was revoked before. */
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
  /** To the minute; null for never. */
  last_used_at: string | null;
  /** Revoked, expired, or gone with its task or plan. */
  is_gone: boolean;
}

/** Whether a key has been used, and still can be. */
export async function getAgentKeyUse(db: AgentExecutionClient, id: string): Promise<AgentKeyUse> {
  const key = unwrap(
    await db.from('agent_api_keys').select('last_used_at, revoked_at, expires_at').eq('id', id).maybeSingle(),
  );
  const hasExpired = key?.expires_at != null && Date.parse(key.expires_at) <= Date.now();
  return { last_used_at: key?.last_used_at ?? null, is_gone: !key || key.revoked_at !== null || hasExpired };
}

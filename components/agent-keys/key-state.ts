/** The state of a key, and the labels of the scopes. */
import type { AgentKey, AgentKeyScope } from '@/lib/dashboard/agent-keys';

export type KeyState = 'active' | 'expired' | 'revoked';

/** `now` is in milliseconds since 1970. */
export function keyStateOf(key: Pick<AgentKey, 'revoked_at' | 'expires_at'>, now: number): KeyState {
  if (key.revoked_at) return 'revoked';
  return key.expires_at && Date.parse(key.expires_at) <= now ? 'expired' : 'active';
}

export const scopeWords: Record<AgentKeyScope, { label: string; meaning: string }> = {
  read: { label: 'Read', meaning: 'Read tasks, plans, logs and context. Every key has this scope.' },
  write: {
    label: 'Write',
    meaning: 'Create tasks and plans, start and complete steps, append to the log, set context.',
  },
  approve: {
    label: 'Approve',
    meaning: 'Approve or reject steps that await approval. Only for agents that may decide for you.',
  },
};

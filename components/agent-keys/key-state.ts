/** Whether a key works, and what each scope allows, in words. */
import type { AgentKey, AgentKeyScope } from '@/lib/agent-execution/agent-keys';

export type KeyState = 'active' | 'expired' | 'revoked';

/** `now` in milliseconds. */
export function keyStateOf(key: Pick<AgentKey, 'revoked_at' | 'expires_at'>, now: number): KeyState {
  if (key.revoked_at) return 'revoked';
  return key.expires_at && Date.parse(key.expires_at) <= now ? 'expired' : 'active';
}

export const scopeWords: Record<AgentKeyScope, { label: string; meaning: string }> = {
  read: { label: 'Read', meaning: 'See tasks, plans, the log and context. Every key may.' },
  write: {
    label: 'Write',
    meaning: 'Create tasks and plans, start and complete steps, append to the log, set context.',
  },
  approve: {
    label: 'Approve',
    meaning: 'Approve or reject steps that wait for a person. Only for agents that may decide for you.',
  },
};

'use server';

/** The doors from the settings: to the account, to the agent keys, and out with everything. */
import { refresh } from 'next/cache';
import { z } from 'zod';
import { DELETE_PHRASE } from '@/components/settings/delete-phrase';
import { errorOf } from '@/lib/agent-execution/agent-execution.error';
import { agentKeyScopes, createAgentKey, revokeAgentKey } from '@/lib/agent-execution/agent-keys';
import { setRetention } from '@/lib/agent-execution/context-retention';
import { deleteEverything } from '@/lib/agent-execution/everything';
import { parseWith } from '@/lib/api/parse';
import { changePassword } from '@/lib/auth/change-password';
import type { PasswordState } from '@/lib/auth/password-state';
import { requireCaller } from '@/lib/auth/session';
import { createServerClient } from '@/lib/supabase/server';
import { type ActionAnswer, type ActionError, explainError } from '../action-answer';

const keyInput = z.object({
  name: z.string().trim().min(1).max(100),
  scopes: z.array(z.enum(agentKeyScopes)).min(1),
  expires_at: z.iso
    .datetime()
    .refine((time) => Date.parse(time) > Date.now(), 'must be in the future')
    .optional(),
  task_id: z.string().min(1, 'must be chosen').max(200).optional(),
  plan_id: z.uuid('must be chosen').optional(),
});

export async function createKey(
  input: unknown,
): Promise<{ id: string; key: string } | { error: ActionError }> {
  try {
    const made = await createAgentKey(await createServerClient(), parseWith(keyInput, input));
    refresh();
    return made;
  } catch (error) {
    return explainError(error);
  }
}

export async function revokeKey(id: string): Promise<ActionAnswer> {
  try {
    await revokeAgentKey(await createServerClient(), parseWith(z.uuid(), id));
    return {};
  } catch (error) {
    return explainError(error);
  } finally {
    refresh();
  }
}

const retentionInput = z.object({
  contextType: z.string().trim().min(1, 'must not be empty').max(100),
  keepDays: z.int('must be a whole number').min(1).max(36_500).nullable(),
});

/** Keeps a kind of context for so many days, or for good: null. */
export async function keepContext(contextType: string, keepDays: number | null): Promise<ActionAnswer> {
  try {
    const input = parseWith(retentionInput, { contextType, keepDays });
    await setRetention(await createServerClient(), input.contextType, input.keepDays);
    return {};
  } catch (error) {
    return explainError(error);
  } finally {
    refresh();
  }
}

export async function setPassword(_: PasswordState, data: FormData): Promise<PasswordState> {
  const { email } = await requireCaller();
  return changePassword(email, String(data.get('current') ?? ''), String(data.get('next') ?? ''));
}

/** Answers with the number of tasks that are gone. */
export async function deleteAllData(phrase: string): Promise<{ tasks: number } | { error: ActionError }> {
  try {
    if (phrase !== DELETE_PHRASE) throw errorOf('invalid_input', `Type: ${DELETE_PHRASE}.`);
    const tasks = await deleteEverything(await createServerClient());
    refresh();
    return { tasks };
  } catch (error) {
    return explainError(error);
  }
}

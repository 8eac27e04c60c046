'use server';

/** The actions of the settings: account, agent keys, retention, rules of captured runs, deletion of all data. */
import { refresh } from 'next/cache';
import { z } from 'zod';
import type { ActionResult } from '@/lib/action-result';
import { errorOf } from '@/lib/agent-execution/agent-execution.error';
import { memoryProjectBody, projectRules } from '@/lib/api/contracts/capture';
import { projectDecisionRules, tryRuleBody } from '@/lib/api/contracts/decisions';
import { parseWith } from '@/lib/api/parse';
import { changePassword, type PasswordState } from '@/lib/auth/change-password';
import { requireCaller } from '@/lib/auth/session';
import { type RuleTrial, tryRule } from '@/lib/capture/decisions/try-rule';
import type { DropRule } from '@/lib/capture/redaction/drop-rules';
import { call } from '@/lib/capture/results';
import type { DecisionRule } from '@/lib/capture/rules/decision-rules';
import { DELETE_PHRASE, deleteAccountData } from '@/lib/dashboard/account-data';
import { agentKeyScopes, createAgentKey, revokeAgentKey } from '@/lib/dashboard/agent-keys';
import { setRetention } from '@/lib/dashboard/context-retention';
import { loadData, runAction } from '../run-action';

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

export async function createKey(input: unknown): Promise<ActionResult<{ id: string; key: string }>> {
  return loadData(async (db) => {
    const created = await createAgentKey(db, parseWith(keyInput, input));
    refresh();
    return created;
  });
}

export async function revokeKey(id: string): Promise<ActionResult> {
  return runAction(async (db) => revokeAgentKey(db, parseWith(z.uuid(), id)));
}

const retentionInput = z.object({
  contextType: z.string().trim().min(1, 'must not be empty').max(100),
  keepDays: z.int('must be a whole number').min(1).max(36_500).nullable(),
});

/** Keeps entries of a type for that number of days, or forever if it is null. */
export async function keepContext(contextType: string, keepDays: number | null): Promise<ActionResult> {
  return runAction(async (db) => {
    const input = parseWith(retentionInput, { contextType, keepDays });
    await setRetention(db, input.contextType, input.keepDays);
  });
}

/** Replaces the rules for what is not stored of captured runs in a folder; '' stands for all folders. */
export async function saveDropRules(project: string, rules: DropRule[]): Promise<ActionResult> {
  return runAction(async (db) => {
    await call(db, 'agent_save_drop_rules', parseWith(projectRules, { project, rules }));
  });
}

/** Replaces the standing decisions about calls in a folder; '' stands for all folders. */
export async function saveDecisionRules(project: string, rules: DecisionRule[]): Promise<ActionResult> {
  return runAction(async (db) => {
    await call(db, 'agent_save_decision_rules', parseWith(projectDecisionRules, { project, rules }));
  });
}

/** Returns the past calls that a rule would decide about. */
export async function tryDecisionRule(
  project: string,
  rule: DecisionRule,
): Promise<ActionResult<{ trial: RuleTrial }>> {
  return loadData(async (db) => {
    const { rule: checked } = parseWith(tryRuleBody, { project, rule });
    return { trial: await tryRule(db, checked, project) };
  });
}

/** Turns memory of a folder off or on; without a value the setting is removed. */
export async function saveMemoryProject(project: string, is_on?: boolean): Promise<ActionResult> {
  return runAction(async (db) => {
    await call(db, 'agent_save_memory_project', parseWith(memoryProjectBody, { project, is_on }));
  });
}

export async function setPassword(_: PasswordState, data: FormData): Promise<PasswordState> {
  const { email } = await requireCaller();
  return changePassword(email, String(data.get('current') ?? ''), String(data.get('next') ?? ''));
}

/** Returns the number of deleted tasks. */
export async function deleteAllData(phrase: string): Promise<ActionResult<{ tasks: number }>> {
  return loadData(async (db) => {
    if (phrase !== DELETE_PHRASE) throw errorOf('invalid_input', `Type “${DELETE_PHRASE}” to confirm.`);
    const tasks = await deleteAccountData(db);
    refresh();
    return { tasks };
  });
}

'use server';

/** The doors from the pages of templates and rules to the service; each carries the identity of the person who is signed in. */
import { createAgentExecution } from '@/lib/agent-execution/agent-execution.service';
import type { AutomationRuleInput, AutomationTrial } from '@/lib/agent-execution/automation';
import type { TemplateInput, TemplateTask } from '@/lib/agent-execution/templates';
import { createServerClient } from '@/lib/supabase/server';
import { act } from '../act';
import { type ActionAnswer, type ActionError, explainError } from '../action-answer';

const service = async () => createAgentExecution(await createServerClient());

/** Makes a template, or the next version of the one named. */
export async function saveTemplate(
  id: string | null,
  input: TemplateInput,
): Promise<{ id: string } | { error: ActionError }> {
  try {
    const execution = await service();
    const saved = await (id ? execution.updateTemplate(id, input) : execution.createTemplate(input));
    return { id: saved.id };
  } catch (error) {
    return explainError(error);
  }
}

export async function restoreTemplate(id: string, version: number): Promise<ActionAnswer> {
  return act((db) => createAgentExecution(db).restoreTemplate(id, version));
}

/** Without showing the page anew, which is no more. */
export async function deleteTemplate(id: string): Promise<ActionAnswer> {
  try {
    await (await service()).deleteTemplate(id);
    return {};
  } catch (error) {
    return explainError(error);
  }
}

export async function createRule(input: AutomationRuleInput): Promise<ActionAnswer> {
  return act((db) => createAgentExecution(db).createAutomationRule(input));
}

export async function updateRule(id: string, changes: Partial<AutomationRuleInput>): Promise<ActionAnswer> {
  return act((db) => createAgentExecution(db).updateAutomationRule(id, changes));
}

export async function deleteRule(id: string): Promise<ActionAnswer> {
  return act((db) => createAgentExecution(db).deleteAutomationRule(id));
}

export async function orderRules(ids: string[]): Promise<ActionAnswer> {
  return act((db) => createAgentExecution(db).orderAutomationRules(ids));
}

export async function tryRules(
  task: TemplateTask,
): Promise<{ trial: AutomationTrial } | { error: ActionError }> {
  try {
    return { trial: await (await service()).tryAutomation(task) };
  } catch (error) {
    return explainError(error);
  }
}

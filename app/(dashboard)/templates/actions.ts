'use server';

/** The actions of the pages of templates and rules. */
import type { ActionResult } from '@/lib/action-result';
import { createAgentExecution } from '@/lib/agent-execution/agent-execution.service';
import type { AutomationRuleInput, AutomationTrial } from '@/lib/agent-execution/automation';
import type { TemplateInput, TemplateTask } from '@/lib/agent-execution/templates';
import { loadData, runAction } from '../run-action';

/** Creates a template, or the next version of the one with this id. */
export async function saveTemplate(
  id: string | null,
  input: TemplateInput,
): Promise<ActionResult<{ id: string }>> {
  return loadData(async (db) => {
    const execution = createAgentExecution(db);
    const saved = await (id ? execution.updateTemplate(id, input) : execution.createTemplate(input));
    return { id: saved.id };
  });
}

export async function restoreTemplate(id: string, version: number): Promise<ActionResult> {
  return runAction((db) => createAgentExecution(db).restoreTemplate(id, version));
}

/** Deletes the template; its page is not rendered again, because it no longer exists. */
export async function deleteTemplate(id: string): Promise<ActionResult> {
  return loadData(async (db) => {
    await createAgentExecution(db).deleteTemplate(id);
    return {};
  });
}

export async function createRule(input: AutomationRuleInput): Promise<ActionResult> {
  return runAction((db) => createAgentExecution(db).createAutomationRule(input));
}

export async function updateRule(id: string, changes: Partial<AutomationRuleInput>): Promise<ActionResult> {
  return runAction((db) => createAgentExecution(db).updateAutomationRule(id, changes));
}

export async function deleteRule(id: string): Promise<ActionResult> {
  return runAction((db) => createAgentExecution(db).deleteAutomationRule(id));
}

export async function orderRules(ids: string[]): Promise<ActionResult> {
  return runAction((db) => createAgentExecution(db).orderAutomationRules(ids));
}

export async function tryRules(task: TemplateTask): Promise<ActionResult<{ trial: AutomationTrial }>> {
  return loadData(async (db) => ({ trial: await createAgentExecution(db).tryAutomation(task) }));
}

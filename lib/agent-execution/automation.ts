/** Rules that make plans of new tasks. Agents may read them; only people make and change them. */
import { unwrap } from './agent-execution.error';
import type { AgentExecutionClient } from './agent-execution.types';
import type { TemplatePreview, TemplateTask } from './templates';

export const matchKinds = ['category', 'keyword', 'default'] as const;

export interface AutomationRule {
  id: string;
  /** Its place in the order: the first rule that fits a task wins. */
  place: number;
  match_kind: (typeof matchKinds)[number];
  /** null for default. */
  match_value: string | null;
  /** null once the template is deleted: the rule then fails. */
  template_id: string | null;
  template_name: string | null;
  enabled: boolean;
  created_at: string;
  updated_at: string;
  runs: number;
  last_run_at: string | null;
  /** Its newest error, also when a later run went well. */
  last_error: string | null;
  last_error_at: string | null;
}

export interface AutomationRuleInput {
  match_kind: AutomationRule['match_kind'];
  match_value?: string | null;
  template_id: string;
  enabled?: boolean;
}

export interface AutomationTrial {
  /** null where no rule is for the task. */
  rule_id: string | null;
  plan: TemplatePreview | null;
  /** Why the rule could make no plan. */
  error: string | null;
}

/** In their order; there are 100 at most. */
export async function listAutomationRules(db: AgentExecutionClient): Promise<AutomationRule[]> {
  // The function builds exactly this.
  return unwrap(await db.rpc('agent_list_automation_rules')) as unknown as AutomationRule[];
}

/** The new rule comes last. Throws not_found for a template that is not the caller's. */
export async function createAutomationRule(
  db: AgentExecutionClient,
  input: AutomationRuleInput,
): Promise<AutomationRule> {
  const answer = await db.rpc('agent_save_automation_rule', { changes: { ...input } });
  return unwrap(answer) as unknown as AutomationRule; // as above
}

export async function updateAutomationRule(
  db: AgentExecutionClient,
  ruleId: string,
  changes: Partial<AutomationRuleInput>,
): Promise<AutomationRule> {
  const answer = await db.rpc('agent_save_automation_rule', { rule_id: ruleId, changes: { ...changes } });
  return unwrap(answer) as unknown as AutomationRule; // as above
}

export async function deleteAutomationRule(
  db: AgentExecutionClient,
  ruleId: string,
): Promise<{ id: string }> {
  const answer = await db.rpc('agent_delete_automation_rule', { rule_id: ruleId });
  return unwrap(answer) as { id: string }; // the function builds exactly this
}

/** The order names every rule once; throws conflict for one that does not. */
export async function orderAutomationRules(
  db: AgentExecutionClient,
  ruleIds: string[],
): Promise<AutomationRule[]> {
  const answer = await db.rpc('agent_order_automation_rules', { rule_ids: ruleIds });
  return unwrap(answer) as unknown as AutomationRule[]; // as above
}

/** Which rule would be for a task, and the plan that it would make; nothing is made. */
export async function tryAutomation(db: AgentExecutionClient, task: TemplateTask): Promise<AutomationTrial> {
  // The function builds exactly this.
  return unwrap(await db.rpc('agent_try_automation', { task: { ...task } })) as unknown as AutomationTrial;
}

/** Rules that create plans for new tasks. Agents may read them; only people create and change them. */
import type { ActingFor, AgentExecutionClient } from './agent-execution.types';
import { call } from './call';
import type { TemplatePreview, TemplateTask } from './templates';

export const matchKinds = ['category', 'keyword', 'default'] as const;

export interface AutomationRule {
  id: string;
  /** Position in the order. The first rule that matches a task applies. */
  place: number;
  match_kind: (typeof matchKinds)[number];
  /** null for default. */
  match_value: string | null;
  /** null once the template is deleted. The rule then fails. */
  template_id: string | null;
  template_name: string | null;
  enabled: boolean;
  created_at: string;
  updated_at: string;
  runs: number;
  last_run_at: string | null;
  /** The newest error, even if a later run succeeded. */
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
  /** null if no rule matches the task. */
  rule_id: string | null;
  plan: TemplatePreview | null;
  /** Why the rule could not create a plan. */
  error: string | null;
}

/** Returns the rules in their order, 100 at most. */
export async function listAutomationRules(db: AgentExecutionClient): Promise<AutomationRule[]> {
  return call(db, 'agent_list_automation_rules');
}

/** Creates a rule at the end of the order. Throws not_found unless the caller owns the template. */
export async function createAutomationRule(
  db: AgentExecutionClient,
  input: AutomationRuleInput,
): Promise<AutomationRule> {
  return call(db, 'agent_save_automation_rule', { changes: input });
}

export async function updateAutomationRule(
  db: AgentExecutionClient,
  ruleId: string,
  changes: Partial<AutomationRuleInput>,
): Promise<AutomationRule> {
  return call(db, 'agent_save_automation_rule', { rule_id: ruleId, changes });
}

export async function deleteAutomationRule(
  db: AgentExecutionClient,
  ruleId: string,
): Promise<{ id: string }> {
  return call(db, 'agent_delete_automation_rule', { rule_id: ruleId });
}

/** Orders the rules. Throws conflict unless the order names every rule once. */
export async function orderAutomationRules(
  db: AgentExecutionClient,
  ruleIds: string[],
): Promise<AutomationRule[]> {
  return call(db, 'agent_order_automation_rules', { rule_ids: ruleIds });
}

/** Returns the rule that matches a task, and the plan that it would create. Writes nothing. */
export async function tryAutomation(
  db: AgentExecutionClient,
  task: TemplateTask & ActingFor,
): Promise<AutomationTrial> {
  return call(db, 'agent_try_automation', { task });
}

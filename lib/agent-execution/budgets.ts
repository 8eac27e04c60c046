/** Budgets: what a plan, the plans of a task or an agent key may spend before the plan is paused. */
import type { AgentExecutionClient } from './agent-execution.types';
import { call } from './call';

/** A budget belongs to a plan, a task or an agent key. */
export interface Budget {
  id: string;
  /** The plan, with its sub-plans. */
  plan_id: string | null;
  /** The task, with all of its plans. */
  task_id: string | null;
  agent_key_id: string | null;
  limit_usd: number | null;
  /** Tokens of input and output. */
  limit_tokens: number | null;
  spent_usd: number;
  spent_tokens: number;
  /** Model calls whose cost is unknown and missing in spent_usd. */
  unknown_calls: number;
  /** The share of the limit that is spent; 1 is all of it. */
  share: number;
  /** When 80 % were spent. */
  warned_at: string | null;
  reached_at: string | null;
  created_at: string;
  updated_at: string;
}

export interface SetBudgetInput {
  plan_id?: string | undefined;
  task_id?: string | undefined;
  agent_key_id?: string | undefined;
  limit_usd?: number | undefined;
  limit_tokens?: number | undefined;
}

/**
 * Sets the budget of a plan, a task or an agent key. What is spent already counts. Only for people, trusted servers and keys with the
 * scope approve.
 */
export async function setBudget(db: AgentExecutionClient, input: SetBudgetInput): Promise<Budget> {
  return call(db, 'agent_set_budget', input);
}

/** Returns all budgets of the caller, or those of a plan, of the plans above it and of its task. */
export async function listBudgets(
  db: AgentExecutionClient,
  { plan_id }: { plan_id?: string | undefined } = {},
): Promise<Budget[]> {
  return call(db, 'agent_list_budgets', { plan_id });
}

/** Removes a budget; throws not_found. */
export async function deleteBudget(db: AgentExecutionClient, budgetId: string): Promise<{ id: string }> {
  return call(db, 'agent_delete_budget', { budget_id: budgetId });
}

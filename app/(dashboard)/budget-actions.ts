'use server';

/** The actions of budgets, on the page of a plan and in the settings. */
import type { ActionResult } from '@/lib/action-result';
import * as budgets from '@/lib/agent-execution/budgets';
import { setBudgetBody } from '@/lib/api/contracts/budgets';
import { uuid } from '@/lib/api/contracts/fields';
import { parseWith } from '@/lib/api/parse';
import { runAction } from './run-action';

export async function setBudget(input: budgets.SetBudgetInput): Promise<ActionResult> {
  return runAction((db) => budgets.setBudget(db, parseWith(setBudgetBody, input)));
}

export async function deleteBudget(budgetId: string): Promise<ActionResult> {
  return runAction((db) => budgets.deleteBudget(db, parseWith(uuid, budgetId)));
}

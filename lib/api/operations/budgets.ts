import { z } from 'zod';
import { deleteBudget, listBudgets, setBudget } from '@/lib/agent-execution/budgets';
import { deleted } from '../contracts/answers';
import * as contracts from '../contracts/budgets';
import { operation } from '../operation';

export const budgetOperations = [
  operation({
    id: 'listBudgets',
    method: 'GET',
    path: '/budgets',
    tag: 'usage',
    summary: 'List budgets with what is spent',
    scope: 'read',
    query: contracts.budgetsQuery,
    answer: z.array(contracts.budget),
    call: (db, { query }) => listBudgets(db, query),
  }),
  operation({
    id: 'setBudget',
    method: 'PUT',
    path: '/budgets',
    tag: 'usage',
    summary: 'Set the budget of a plan, a task or an agent key',
    description:
      'Usage that is reported or captured counts, also that from before. At 80 % the agent gets a warning. At the limit its plan is paused, and cannot be resumed until the budget is raised or removed.',
    scope: 'approve',
    body: contracts.setBudgetBody,
    answer: contracts.budget,
    call: (db, { body }) => setBudget(db, body),
  }),
  operation({
    id: 'deleteBudget',
    method: 'DELETE',
    path: '/budgets/{budget}',
    tag: 'usage',
    summary: 'Remove a budget',
    scope: 'approve',
    params: contracts.budgetParams,
    answer: deleted,
    call: (db, { params }) => deleteBudget(db, params.budget),
  }),
];

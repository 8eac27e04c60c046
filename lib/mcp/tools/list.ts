/** The tool that lists plans or tasks, shows one plan, or searches for words. */
import { z } from 'zod';
import { errorOf } from '@/lib/agent-execution/agent-execution.error';
import type { AgentExecutionClient } from '@/lib/agent-execution/agent-execution.types';
import { listDecisions } from '@/lib/agent-execution/decisions';
import { timeCursor } from '@/lib/agent-execution/page';
import { queryPlans } from '@/lib/agent-execution/plans';
import { queryTasks, taskCursor } from '@/lib/agent-execution/tasks';
import { limit } from '@/lib/api/contracts/fields';
import { planInclude, planParams, planStatus, queryPlansQuery } from '@/lib/api/contracts/plans';
import { createBudget, cursorField, linesOf, maxTokensField, moreText } from '../budget';
import { findLines } from '../find-lines';
import { planPage } from '../plan-page';
import { decisionLine, decisionRow, planLine, planRow, taskLine, taskRow } from '../rows';
import { tool } from '../tool';
import { listCaptureRules, listProblems } from './capture';

const input = z.strictObject({
  what: z
    .enum(['plans', 'tasks', 'decisions', 'connector_log', 'capture_rules'])
    .optional()
    .describe(
      'Default: plans; everything with search alone. decisions: what waits for a person. connector_log: events of coding agents that could not be used. capture_rules: what is not stored of their runs',
    ),
  plan_id: planParams.shape.id.optional().describe('Show this plan'),
  include: z.array(planInclude).optional().describe('With plan_id: its log or context, newest first'),
  evidence: z.boolean().optional().describe('With plan_id: also its tests, files, commits and cost'),
  search: queryPlansQuery.shape.search.describe('Words in any order'),
  status: planStatus.optional().describe('For plans'),
  task_id: queryPlansQuery.shape.task_id.describe('For plans'),
  limit: limit.optional(),
  cursor: cursorField,
  max_tokens: maxTokensField,
});

type Input = z.output<typeof input>;

async function listTasks(db: AgentExecutionClient, { search, limit: rows = 50, cursor, max_tokens }: Input) {
  const [budget, page] = await Promise.all([
    createBudget(max_tokens),
    queryTasks(db, { search, limit: rows, cursor }),
  ]);
  const tasks = budget.takeAll(page.map(taskRow), taskLine);
  const last = page[tasks.length - 1];
  const next_cursor = tasks.length < page.length && last ? taskCursor(last) : page.next_cursor;
  const none = search === undefined ? 'There are no tasks.' : 'No tasks match.';
  return linesOf(...(tasks.length > 0 ? tasks.map(taskLine) : [none]), moreText(next_cursor));
}

async function listPlans(db: AgentExecutionClient, input: Input): Promise<string> {
  const { status, task_id, search, limit: rows = 50, cursor, max_tokens } = input;
  const [budget, page] = await Promise.all([
    createBudget(max_tokens),
    queryPlans(db, { status, task_id, search, limit: rows, cursor }),
  ]);
  const plans = budget.takeAll(page.map(planRow), planLine);
  const last = page[plans.length - 1];
  const next_cursor =
    plans.length < page.length && last ? timeCursor(last.updated_at, last.id) : page.next_cursor;
  const lines = plans.length > 0 ? plans.map(planLine) : ['No plans match.'];
  return linesOf(...lines, moreText(next_cursor));
}

async function listOpenDecisions(db: AgentExecutionClient, { limit: rows = 50, max_tokens }: Input) {
  const [budget, waiting] = await Promise.all([createBudget(max_tokens), listDecisions(db, { limit: rows })]);
  const shown = budget.takeAll(waiting.map(decisionRow), decisionLine);
  return linesOf(...(shown.length > 0 ? shown.map(decisionLine) : ['Nothing waits for a person.']));
}

async function findInAllNouns(db: AgentExecutionClient, { search = '', limit: rows = 5, max_tokens }: Input) {
  const budget = await createBudget(max_tokens);
  const lines = await findLines(db, budget, search, rows);
  return linesOf(...(lines.length > 0 ? lines : ['Nothing matches these words.']));
}

const isOfCapture = (what: Input['what']) => what === 'connector_log' || what === 'capture_rules';

/** Throws invalid_input for fields that do not apply to the request. */
function checkFields({ what, plan_id, include, evidence, search, status, task_id }: Input): void {
  const isFiltered = [what, search, status, task_id].some((value) => value !== undefined);
  if (plan_id !== undefined && isFiltered)
    throw errorOf('invalid_input', 'plan_id shows one plan. Omit what, search, status and task_id.');
  if (plan_id === undefined && include !== undefined)
    throw errorOf('invalid_input', 'include applies to one plan. Set plan_id.');
  if (plan_id === undefined && evidence !== undefined)
    throw errorOf('invalid_input', 'evidence applies to one plan. Set plan_id.');
  if (what === 'decisions' && (status !== undefined || task_id !== undefined || search !== undefined))
    throw errorOf('invalid_input', 'search, status and task_id do not apply to decisions. Omit them.');
  if (what === 'tasks' && (status !== undefined || task_id !== undefined))
    throw errorOf('invalid_input', 'status and task_id apply to plans. Omit them.');
  if (isOfCapture(what) && [search, status, task_id].some((value) => value !== undefined))
    throw errorOf('invalid_input', `search, status and task_id do not apply to ${what}. Omit them.`);
}

export const listTool = tool({
  name: 'list',
  description:
    'List plans (latest change first; a plan that changes between pages may be missed) or tasks (newest first). With plan_id: show one plan and its steps with status, errors and results. With search alone: find tasks, plans and log rows that contain all words, and memories, with their ids.',
  operations: [
    'queryPlans',
    'queryTasks',
    'getPlan',
    'queryPlanLogs',
    'queryContext',
    'planEvidence',
    'planFailures',
    'sumUsage',
    'listCaptureProblems',
    'listDropRules',
    'listDecisions',
  ],
  input,
  async call(db, asked) {
    checkFields(asked);
    const { what, plan_id, search, status, task_id } = asked;
    if (plan_id !== undefined) return planPage(db, { ...asked, plan_id });
    if (what === 'tasks') return listTasks(db, asked);
    if (what === 'connector_log') return listProblems(db, asked);
    if (what === 'capture_rules') return listCaptureRules(db, asked);
    if (what === 'decisions') return listOpenDecisions(db, asked);
    const isAllNouns = what === undefined && search?.trim() && status === undefined && task_id === undefined;
    return isAllNouns ? findInAllNouns(db, asked) : listPlans(db, asked);
  },
});

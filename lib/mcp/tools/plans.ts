/** Tools to plan and to see plans. */
import { z } from 'zod';
import { AgentExecutionError, errorOf } from '@/lib/agent-execution/agent-execution.error';
import type { AgentExecutionClient } from '@/lib/agent-execution/agent-execution.types';
import { timeCursor } from '@/lib/agent-execution/page';
import { createPlan, createPlannedTask, createSubtasks, queryPlans } from '@/lib/agent-execution/plans';
import { queryTasks } from '@/lib/agent-execution/tasks';
import { limit } from '@/lib/api/contracts/fields';
import {
  createPlanBody,
  planInclude,
  planParams,
  planStatus,
  planStep,
  queryPlansQuery,
} from '@/lib/api/contracts/plans';
import { createTaskBody } from '@/lib/api/contracts/tasks';
import { createBudget, cursorField, linesOf, maxTokensField, moreText } from '../budget';
import { planPage } from '../plan-page';
import { planItemRow, planLine, taskLine, taskRow } from '../rows';
import { tool } from '../tool';

const { task_id, plan_type, reasoning } = createPlanBody.shape;
const step = planStep.omit({ step: true, max_attempts: true }).extend({
  action: planStep.shape.action.describe('A verb'),
  description: planStep.shape.description.describe('What will be done, and when it counts as done'),
  estimated_duration: planStep.shape.estimated_duration.describe('Minutes'),
  depends_on: planStep.shape.depends_on.describe('Step numbers; default: the step before; []: none'),
  requires_approval: planStep.shape.requires_approval.describe('A person must approve before it starts'),
});

/** The contract's array of steps, of steps that get their numbers from their order. */
const stepsInOrder = z
  .array(step)
  .min(1, 'needs at least one step')
  .max(1000, 'may have 1,000 steps at most')
  .describe('In order; numbered from 1');

/** The plan is there, whatever becomes of its subtasks: a failure is told and not thrown, so that nobody plans the same again. */
async function subtasksOf(
  db: AgentExecutionClient,
  planId: string,
): Promise<{ count: number; text: string }> {
  try {
    const { length: count } = await createSubtasks(db, planId);
    return { count, text: `Made ${count} subtasks.` };
  } catch (error) {
    if (!(error instanceof AgentExecutionError)) throw error;
    return { count: 0, text: `Made no subtasks: ${error.message} ${error.hint}` };
  }
}

export const planTools = [
  tool({
    name: 'create_plan',
    description:
      'Create a plan before work of more than one step, for an existing task or a new one. Steps run in order unless depends_on says otherwise. Answers with the plan’s id.',
    operations: ['createPlan', 'createTask', 'createSubtasks'],
    input: z.strictObject({
      task_id: task_id.optional().describe('An existing task, as list shows it'),
      task_title: createTaskBody.shape.title.optional().describe('Or the title of a new task'),
      plan_type: plan_type.describe('e.g. research, implementation'),
      steps: stepsInOrder,
      reasoning: reasoning.describe('Why so'),
      as_subtasks: z.boolean().optional().describe('Also make each step a subtask of the task'),
    }),
    async call(db, { task_id: taskId, task_title: title, steps: declared, as_subtasks, ...rest }) {
      if ((taskId === undefined) === (title === undefined))
        throw errorOf('invalid_input', 'Give either task_id or task_title.');
      const numbered = declared.map((one, index) => {
        if (one.step !== undefined && one.step !== index + 1)
          throw errorOf('invalid_input', 'Steps are numbered from 1 by their order; leave out step.');
        return { ...one, step: index + 1 };
      });
      const plan =
        taskId === undefined
          ? await createPlannedTask(db, { ...rest, steps: numbered, title: title ?? '' })
          : await createPlan(db, { ...rest, steps: numbered, task_id: taskId });
      const { id, status, total_steps } = plan;
      const made = as_subtasks ? await subtasksOf(db, id) : null;
      const row = { id, task_id: plan.task_id, plan_type: plan.plan_type, status, total_steps };
      return {
        text: linesOf(
          `Created plan ${id} of ${total_steps} steps for task ${plan.task_id}. Call next_step to begin.`,
          made?.text,
        ),
        data: { plan: row, ...(made && { subtasks: made.count }) },
      };
    },
  }),
  tool({
    name: 'get_plan',
    description:
      'See a plan: its steps with state, errors and results; with include also its log and context, newest first.',
    operations: ['getPlan', 'queryPlanLogs', 'queryContext'],
    input: z.strictObject({
      plan_id: planParams.shape.id,
      include: z.array(planInclude).optional(),
      cursor: cursorField,
      max_tokens: maxTokensField,
    }),
    call: planPage,
  }),
  tool({
    name: 'list',
    description: 'List plans (the latest change first) or tasks (the newest first).',
    operations: ['queryPlans', 'queryTasks'],
    input: z.strictObject({
      what: z.enum(['plans', 'tasks']),
      status: planStatus.optional().describe('Plans only'),
      task_id: queryPlansQuery.shape.task_id.describe('Plans only'),
      search: queryPlansQuery.shape.search.describe('Plans only'),
      limit: limit.optional(),
      cursor: cursorField,
      max_tokens: maxTokensField,
    }),
    async call(db, { what, limit: rows = 50, cursor: after, max_tokens, ...filters }) {
      const budget = await createBudget(max_tokens);
      if (what === 'tasks') {
        if (Object.values(filters).some((value) => value !== undefined))
          throw errorOf('invalid_input', 'status, task_id and search are for plans; leave them out.');
        const page = await queryTasks(db, { limit: rows, cursor: after });
        const tasks = budget.takeAll(page.map(taskRow), taskLine);
        const next_cursor =
          tasks.length < page.length ? (page[tasks.length - 1]?.id ?? null) : page.next_cursor;
        const lines = tasks.length > 0 ? tasks.map(taskLine) : ['There are no tasks.'];
        return { text: linesOf(...lines, moreText(next_cursor)), data: { tasks, next_cursor } };
      }
      const page = await queryPlans(db, { ...filters, limit: rows, cursor: after });
      const plans = budget.takeAll(page.map(planItemRow), planLine);
      const last = page[plans.length - 1];
      const next_cursor =
        plans.length < page.length && last ? timeCursor(last.updated_at, last.id) : page.next_cursor;
      const lines = plans.length > 0 ? plans.map(planLine) : ['There are no such plans.'];
      return { text: linesOf(...lines, moreText(next_cursor)), data: { plans, next_cursor } };
    },
  }),
];

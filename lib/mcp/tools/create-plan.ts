/** The tool that creates a plan: for a task, a new task, or a step of another plan. */
import { z } from 'zod';
import { AgentExecutionError, errorOf } from '@/lib/agent-execution/agent-execution.error';
import type { AgentExecutionClient, PlanStep } from '@/lib/agent-execution/agent-execution.types';
import { type CreatedPlan, createPlanOnce, createSubtasks, getRecentPlan } from '@/lib/agent-execution/plans';
import { stepNumber, uuid } from '@/lib/api/contracts/fields';
import { createPlanBody } from '@/lib/api/contracts/plans';
import { createTaskBody } from '@/lib/api/contracts/tasks';
import { linesOf } from '../budget';
import { tool } from '../tool';
import { inOrder, stepsField } from './step-fields';

const { task_id, plan_type, reasoning } = createPlanBody.shape;

interface Target {
  task_id?: string;
  task_title?: string;
  parent?: { plan_id: string; step_number: number };
}

interface NewPlan {
  plan_type: string;
  steps: PlanStep[];
  reasoning?: string;
}

/** Creates the plan for exactly one target. A sub-plan belongs to the task of its parent. */
async function createFor(db: AgentExecutionClient, target: Target, plan: NewPlan): Promise<CreatedPlan> {
  const { task_id: taskId, task_title: title, parent } = target;
  if (parent) {
    if (title !== undefined)
      throw errorOf('invalid_input', 'A sub-plan belongs to the task of its parent. Omit task_title.');
    return createPlanOnce(db, {
      ...plan,
      task_id: taskId ?? (await getRecentPlan(db, parent.plan_id)).task_id,
      parent_plan_id: parent.plan_id,
      parent_step_number: parent.step_number,
    });
  }
  if (taskId !== undefined && title === undefined) return createPlanOnce(db, { ...plan, task_id: taskId });
  if (title !== undefined && taskId === undefined) return createPlanOnce(db, { ...plan, title });
  throw errorOf('invalid_input', 'Give either task_id or task_title, or parent for a sub-plan.');
}

/** Creates subtasks and returns their number as text. Returns a failure as text too, because the plan exists and must not be created again. */
async function subtasksOf(db: AgentExecutionClient, planId: string): Promise<string> {
  try {
    const { length: count } = await createSubtasks(db, planId);
    return `Created ${count} subtasks.`;
  } catch (error) {
    if (!(error instanceof AgentExecutionError)) throw error;
    return `Created no subtasks: ${error.message} ${error.hint}`;
  }
}

export const createPlanTool = tool({
  name: 'create_plan',
  description:
    'Create a plan before work of more than one step: for an existing task, a new task, or as sub-plan of a step. Steps run in order unless depends_on is set. Returns the plan’s id.',
  operations: ['createPlan', 'createTask', 'createSubtasks'],
  input: z.strictObject({
    task_id: task_id.optional().describe('An existing task, from list'),
    task_title: createTaskBody.shape.title.optional().describe('Or the title of a new task'),
    parent: z
      .strictObject({ plan_id: uuid, step_number: stepNumber })
      .optional()
      .describe('Or the step that this plan implements'),
    plan_type: plan_type.describe('e.g. research, implementation'),
    steps: stepsField,
    reasoning: reasoning.describe('Why these steps'),
    as_subtasks: z.boolean().optional().describe('Also create a subtask for each step'),
  }),
  async call(db, { steps, plan_type: type, reasoning: why, as_subtasks, ...target }) {
    const planned = { plan_type: type, reasoning: why, steps: inOrder(steps) };
    const { plan, is_new } = await createFor(db, target, planned);
    const made = as_subtasks ? await subtasksOf(db, plan.id) : null;
    const { id, total_steps } = plan;
    const gate =
      plan.status === 'awaiting_approval'
        ? 'A person must approve its first step.'
        : 'Call next_step to start.';
    return linesOf(
      is_new
        ? `Created plan ${id} of ${total_steps} ${total_steps === 1 ? 'step' : 'steps'} for task ${plan.task_id}. ${gate}`
        : `This plan already exists: plan ${id} for task ${plan.task_id} is ${plan.status}. No second plan was created. ${gate} To change it, use update_plan.`,
      made,
    );
  },
});

/** The tool that changes a plan: its status, its reasoning, or its open steps. */
import { z } from 'zod';
import { errorOf } from '@/lib/agent-execution/agent-execution.error';
import type { AgentExecutionClient, Plan } from '@/lib/agent-execution/agent-execution.types';
import { updatePlan } from '@/lib/agent-execution/plans';
import { addStep } from '@/lib/agent-execution/steps';
import { replan } from '@/lib/agent-execution/versions';
import { planParams, updatePlanBody } from '@/lib/api/contracts/plans';
import { replanBody } from '@/lib/api/contracts/versions';
import { tool } from '../tool';
import { inOrder, stepField, stepsField } from './step-fields';

const afterStatus: Partial<Record<Plan['status'], string>> = {
  paused: 'No step can be claimed until its status is in_progress again.',
  cancelled: 'Stop working on it.',
  in_progress: 'Call next_step to continue.',
};

async function update(
  db: AgentExecutionClient,
  planId: string,
  changes: { status?: Plan['status']; agent_reasoning?: string },
): Promise<string> {
  const { status } = await updatePlan(db, { plan_id: planId, ...changes });
  return `Plan ${planId} is ${status}. ${(changes.status && afterStatus[status]) ?? 'The reasoning is stored.'}`;
}

export const updatePlanTool = tool({
  name: 'update_plan',
  description:
    'Change one thing of a plan per call: status (paused, cancelled; in_progress resumes) or reasoning; steps to replan all steps, where a step with the same action and description keeps its result; or add_step to append one.',
  operations: ['updatePlan', 'replan', 'addStep'],
  input: z.strictObject({
    plan_id: planParams.shape.id,
    status: updatePlanBody.shape.status,
    reasoning: replanBody.shape.reason.describe('Your current reasoning; with steps: the reason'),
    steps: stepsField.optional().describe('All steps of the next version, in order'),
    add_step: stepField.optional(),
  }),
  async call(db, { plan_id, status, reasoning, steps, add_step }) {
    const named = [status, steps, add_step].filter((part) => part !== undefined);
    if (named.length > 1)
      throw errorOf('invalid_input', 'Change one thing per call: status, steps or add_step.');
    if (steps) {
      const plan = await replan(db, plan_id, inOrder(steps), reasoning);
      return `Plan ${plan.id} is version ${plan.version} of ${plan.total_steps} steps and ${plan.status}. Call next_step to continue.`;
    }
    if (add_step) {
      const { step_number, status: state } = await addStep(db, plan_id, add_step);
      return `Added step ${step_number} to plan ${plan_id}; it is ${state}.`;
    }
    if (status === undefined && reasoning === undefined)
      throw errorOf('invalid_input', 'Give status, reasoning, steps or add_step.');
    return update(db, plan_id, { status, agent_reasoning: reasoning });
  },
});

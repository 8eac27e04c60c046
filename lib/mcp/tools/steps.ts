/** Tools to get the next step and to report on one. */
import { z } from 'zod';
import { errorOf } from '@/lib/agent-execution/agent-execution.error';
import type { PlanWithDetails, Step } from '@/lib/agent-execution/agent-execution.types';
import { nextStep } from '@/lib/agent-execution/next-step';
import { blockStep, moveStep } from '@/lib/agent-execution/steps';
import { stepNumber } from '@/lib/api/contracts/fields';
import { moveStepBody, planParams } from '@/lib/api/contracts/plans';
import { actionOfVerb } from '@/lib/api/contracts/steps';
import { createBudget } from '../budget';
import { stepLine, stepRow } from '../rows';
import { tool } from '../tool';

/** The verbs that a scope for writing is enough for; approving is a person's, or done over HTTP. */
const outcomes = [
  'start',
  'complete',
  'fail',
  'block',
  'skip',
  'reopen',
] as const satisfies readonly (keyof typeof actionOfVerb)[];

function stepText(
  plan: PlanWithDetails,
  step: Pick<Step, 'step_number' | 'status' | 'action' | 'description'>,
): string {
  const state = step.status === 'in_progress' ? 'is under way' : 'is next: report start when you begin';
  return `Step ${step.step_number} of ${plan.total_steps} of plan ${plan.id} (${plan.task.title}) ${state}.\n${step.action}: ${step.description}`;
}

const { description, result, error_message, agent_confidence } = moveStepBody.shape;

export const stepTools = [
  tool({
    name: 'next_step',
    description:
      'Get the step to work on now: the one under way, else the first whose dependencies are done; or the reason why there is none.',
    operations: ['getPlan', 'queryPlans'],
    input: z.strictObject({
      plan_id: planParams.shape.id.optional().describe('Default: the plan that has waited longest'),
    }),
    async call(db, { plan_id }) {
      const [budget, { plan, step, reason }] = await Promise.all([createBudget(), nextStep(db, plan_id)]);
      const row = plan && step && budget.take(stepRow(step), (short) => stepText(plan, short), 0.9);
      return {
        text: plan && row ? stepText(plan, row) : (reason ?? ''),
        data: { plan_id: plan?.id ?? null, task: plan?.task ?? null, step: row, reason },
      };
    },
  }),
  tool({
    name: 'report_step',
    description:
      'Report on a step: start when you begin, complete when it is done and checked, fail when it went wrong, block when only a person can help, skip, reopen. Answers with the next step.',
    operations: ['startStep', 'completeStep', 'failStep', 'blockStep', 'skipStep', 'reopenStep'],
    input: z.strictObject({
      plan_id: planParams.shape.id,
      step_number: stepNumber,
      outcome: z.enum(outcomes),
      description: description.describe('What was done'),
      result: result.describe('For complete: any JSON'),
      error_message: error_message.describe('For fail and block: what is wrong or missing'),
      agent_confidence: agent_confidence.describe('0 to 1'),
    }),
    async call(db, { plan_id, step_number, outcome, ...options }) {
      if (outcome === 'block') {
        const reason = options.error_message ?? options.description;
        if (!reason?.trim()) throw errorOf('invalid_input', 'Say in error_message what blocks the step.');
        const { id, status } = await blockStep(db, plan_id, step_number, reason);
        return {
          text: `Step ${step_number} is blocked, and with it the plan is ${status}. A person has to act.`,
          data: {
            step: { step_number, status: 'blocked' },
            next_step: null,
            plan_id: id,
            plan_status: status,
          },
        };
      }
      const step = await moveStep(db, plan_id, step_number, actionOfVerb[outcome], options);
      const [budget, next] = await Promise.all([createBudget(), nextStep(db, plan_id)]);
      const moved = budget.open(stepRow(step), stepLine, 0.3);
      const { plan } = next;
      const row = plan && next.step && budget.take(stepRow(next.step), (short) => stepText(plan, short), 0.6);
      const then = plan && row ? stepText(plan, row) : next.reason;
      return {
        text: `Step ${step_number} is ${step.status}. ${then ?? ''}`,
        data: { step: moved, next_step: row, plan_status: plan?.status ?? null },
      };
    },
  }),
];

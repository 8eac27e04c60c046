/** Tools to get the next step and to report on one. */
import { z } from 'zod';
import { errorOf } from '@/lib/agent-execution/agent-execution.error';
import type { PlanWithDetails, Step } from '@/lib/agent-execution/agent-execution.types';
import { nextStep } from '@/lib/agent-execution/next-step';
import { blockStep, moveStep } from '@/lib/agent-execution/steps';
import { stepNumber } from '@/lib/api/contracts/fields';
import { moveStepBody, planParams, startStepBody } from '@/lib/api/contracts/plans';
import { actionOfVerb, claimStepBody } from '@/lib/api/contracts/steps';
import { createBudget } from '../budget';
import { claim, keep, leaseOf, leaseText } from '../lease';
import { stepLine, stepRow } from '../rows';
import { type Answer, tool } from '../tool';

/** What is said of a step: what a scope for writing is enough for (approving is a person's, or done over HTTP), and that it is worked on. */
const outcomes = [
  'start',
  'complete',
  'fail',
  'block',
  'skip',
  'reopen',
  'release',
  'heartbeat',
] as const satisfies readonly (keyof typeof actionOfVerb | 'heartbeat')[];

function stepText(
  plan: PlanWithDetails,
  step: Pick<Step, 'step_number' | 'status' | 'action' | 'description'> & { held_by?: string | null },
): string {
  const underWay = step.held_by ? `is under way: ${step.held_by} holds it` : 'is under way';
  const state = step.status === 'in_progress' ? underWay : 'is next: report start when you begin';
  return `Step ${step.step_number} of ${plan.total_steps} of plan ${plan.id} (${plan.task.title}) ${state}.\n${step.action}: ${step.description}`;
}

const { description, result, error_message, agent_confidence, lease_token } = moveStepBody.shape;
const { lease_seconds } = startStepBody.shape;

/** Refuses to take a lease where there is none to take. */
function checkLease(
  outcome: keyof typeof actionOfVerb | 'heartbeat',
  token: number | undefined,
  seconds: number | undefined,
): void {
  if (outcome === 'start' && token !== undefined)
    throw errorOf('invalid_input', 'A start takes a lease with lease_seconds; leave out lease_token.');
  if (outcome !== 'start' && outcome !== 'heartbeat' && seconds !== undefined)
    throw errorOf('invalid_input', 'lease_seconds is for start and heartbeat; leave it out.');
}

async function startedUnderLease(step: Step): Promise<Answer> {
  const budget = await createBudget();
  const lease = leaseOf(step);
  const row = budget.open(stepRow(step), stepLine, 0.6);
  return {
    text: `Step ${step.step_number} is ${step.status}. ${leaseText(lease)}`,
    data: { step: row, ...lease, next_step: null },
  };
}

export const stepTools = [
  tool({
    name: 'next_step',
    description:
      'Get the step to work on now: the one under way, else the first whose dependencies are done; or the reason why there is none. Where several agents work, claim it with lease_seconds: then it is started and yours alone.',
    operations: ['getPlan', 'queryPlans', 'claimNextStep'],
    input: z.strictObject({
      plan_id: planParams.shape.id.optional().describe('Default: the plan that has waited longest'),
      lease_seconds: claimStepBody.shape.lease_seconds.describe('Yours so long without a heartbeat, e.g. 60'),
    }),
    async call(db, { plan_id, lease_seconds }) {
      if (lease_seconds !== undefined) return claim(db, { plan_id, lease_seconds });
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
      'Report on a step: start when you begin, complete when it is done and checked, fail when it went wrong, block when only a person can help, skip, reopen; under a lease also heartbeat to keep it, release to give it back. Answers with the next step.',
    operations: [
      'startStep',
      'completeStep',
      'failStep',
      'blockStep',
      'skipStep',
      'reopenStep',
      'releaseStep',
      'heartbeat',
    ],
    input: z.strictObject({
      plan_id: planParams.shape.id,
      step_number: stepNumber,
      outcome: z.enum(outcomes),
      description: description.describe('What was done'),
      result: result.describe('For complete: any JSON'),
      error_message: error_message.describe('For fail and block: what is wrong or missing'),
      agent_confidence: agent_confidence.describe('0 to 1'),
      lease_token: lease_token.describe('Of the lease you hold'),
      lease_seconds: lease_seconds.describe('For start and heartbeat'),
    }),
    async call(db, { plan_id, step_number, outcome, lease_seconds: seconds, ...options }) {
      checkLease(outcome, options.lease_token, seconds);
      if (outcome === 'heartbeat') return keep(db, plan_id, step_number, options.lease_token, seconds);
      if (outcome === 'block') {
        const reason = options.error_message ?? options.description;
        if (!reason?.trim()) throw errorOf('invalid_input', 'Say in error_message what blocks the step.');
        const { id, status } = await blockStep(db, plan_id, step_number, reason, options.lease_token);
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
      const move = { ...options, lease_seconds: seconds };
      const step = await moveStep(db, plan_id, step_number, actionOfVerb[outcome], move);
      if (seconds !== undefined) return startedUnderLease(step);
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

/** The tools that return the next step and report on a step. */
import { z } from 'zod';
import { errorOf } from '@/lib/agent-execution/agent-execution.error';
import type { AgentExecutionClient } from '@/lib/agent-execution/agent-execution.types';
import { blockStep, moveStep, undoMove } from '@/lib/agent-execution/steps';
import { json, stepNumber } from '@/lib/api/contracts/fields';
import { decideStepBody, planParams, startStepBody } from '@/lib/api/contracts/plans';
import { actionOfVerb, claimStepBody, getStepQuery } from '@/lib/api/contracts/steps';
import { readJsonText } from '@/lib/api/json-text';
import { claim, leaseOf, leaseText, renewLease } from '../lease';
import { nextStep, waitForPerson } from '../next-step';
import { nextStepText, reportText } from '../step-text';
import { tool } from '../tool';

/** A value of any JSON type. Its schema lists the types, because models otherwise send everything as text. */
const anyJson = z
  .preprocess((value) => readJsonText(value), json)
  .meta({ type: ['object', 'array', 'string', 'number', 'boolean'] });

const verbs = [
  'start',
  'complete',
  'fail',
  'block',
  'skip',
  'reopen',
  'release',
  'approve',
  'reject',
] as const;
const outcomes = [...verbs, 'undo', 'heartbeat'] as const satisfies readonly (
  | keyof typeof actionOfVerb
  | 'undo'
  | 'heartbeat'
)[];
type Outcome = (typeof outcomes)[number];

const { description, error_message, agent_confidence, lease_token, agent_name } = decideStepBody.shape;
const { lease_seconds } = startStepBody.shape;

/** Throws invalid_input for lease fields that do not apply to the outcome. */
function checkLease(outcome: Outcome, token: number | undefined, seconds: number | undefined): void {
  if (outcome === 'start' && token !== undefined)
    throw errorOf('invalid_input', 'A start acquires a lease with lease_seconds. Omit lease_token.');
  if (outcome !== 'start' && outcome !== 'heartbeat' && seconds !== undefined)
    throw errorOf('invalid_input', 'lease_seconds applies to start and heartbeat. Omit it.');
}

interface BlockOptions {
  error_message?: string;
  description?: string;
  lease_token?: number;
  agent_name?: string;
}

async function block(
  db: AgentExecutionClient,
  planId: string,
  stepNumber: number,
  { error_message: error, description: text, lease_token: token, agent_name: name }: BlockOptions,
): Promise<string> {
  const reason = error ?? text;
  if (!reason?.trim())
    throw errorOf('invalid_input', 'A block needs error_message. State what blocks the step.');
  const { status } = await blockStep(db, planId, stepNumber, reason, token, name);
  return `Step ${stepNumber} is blocked, and the plan is ${status}. A person must act.`;
}

/** Undoes the newest move of the step; a lease is not needed, because the move has ended it. */
async function undo(
  db: AgentExecutionClient,
  planId: string,
  stepNumber: number,
  { description: text, agent_name: name }: BlockOptions,
): Promise<string> {
  const options = { ...(text && { description: text }), ...(name && { agent_name: name }) };
  const { status, attempt } = await undoMove(db, planId, stepNumber, options);
  return `Step ${stepNumber} is ${status} again, in attempt ${attempt}. Its last move is undone.`;
}

export const stepTools = [
  tool({
    name: 'next_step',
    description:
      'Get the step to work on now: the step in progress, else the first whose dependencies are done, else the reason for none. If several agents work, claim it with lease_seconds: that starts the step for you alone.',
    operations: ['getPlan', 'queryPlans', 'claimNextStep'],
    input: z.strictObject({
      plan_id: planParams.shape.id.optional().describe('Default: the open plan that has waited longest'),
      lease_seconds: claimStepBody.shape.lease_seconds.describe(
        'Length of the lease without a heartbeat, e.g. 60',
      ),
      agent_name: agent_name.describe('Distinguishes you from other agents on your key'),
      idempotency_key: claimStepBody.shape.claim_key.describe('A new key claims another step'),
      wait: getStepQuery.shape.wait.describe('Seconds to wait, up to 55, if only a person can act'),
    }),
    async call(db, { plan_id, lease_seconds: seconds, agent_name: name, idempotency_key: key, wait }) {
      if (wait !== undefined) await waitForPerson(db, await nextStep(db, plan_id), wait);
      if (seconds !== undefined)
        return claim(db, { plan_id, lease_seconds: seconds, agent_name: name, claim_key: key });
      return nextStepText(await nextStep(db, plan_id));
    },
  }),
  tool({
    name: 'report_step',
    description:
      'Report on a step: start when you begin, complete when it is done and checked, fail when the attempt failed, block when only a person can help; also skip and reopen. With a lease: heartbeat renews it, release returns the step. approve and reject need the scope approve. Returns the next step.',
    operations: ['heartbeat', 'undoMove', ...verbs.map((verb) => `${verb}Step`)],
    input: z.strictObject({
      plan_id: planParams.shape.id,
      step_number: stepNumber,
      outcome: z.enum(outcomes),
      description: description.describe('What you did'),
      result: anyJson.optional().describe('For complete: an object, list, number or text'),
      error_message: error_message.describe('For fail and block: what is wrong or missing'),
      agent_confidence: agent_confidence.describe('0 to 1'),
      lease_token: lease_token.describe('The token of your lease'),
      lease_seconds: lease_seconds.describe('For start and heartbeat'),
      agent_name: agent_name.describe('As in next_step'),
    }),
    async call(db, { plan_id, step_number, outcome, lease_seconds: seconds, ...options }) {
      checkLease(outcome, options.lease_token, seconds);
      if (outcome === 'heartbeat') return renewLease(db, plan_id, step_number, options.lease_token, seconds);
      if (outcome === 'undo') return undo(db, plan_id, step_number, options);
      if (outcome === 'block') return block(db, plan_id, step_number, options);
      const move = { ...options, lease_seconds: seconds };
      const step = await moveStep(db, plan_id, step_number, actionOfVerb[outcome], move);
      if (seconds !== undefined)
        return `Step ${step.step_number} is ${step.status}. ${leaseText(leaseOf(step))}`;
      return reportText(step, await nextStep(db, plan_id), options.lease_token !== undefined);
    },
  }),
];

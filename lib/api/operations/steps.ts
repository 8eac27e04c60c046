import { z } from 'zod';
import { claimNextStep, heartbeat, listLeases } from '@/lib/agent-execution/leases';
import { getRecentPlan } from '@/lib/agent-execution/plans';
import { addStep, editStep, moveStep, reorderSteps, reportMove, undoMove } from '@/lib/agent-execution/steps';
import { waitForStep } from '@/lib/bell/wait-for-step';
import { currentRequestSignal } from '@/lib/http/request-signal';
import { step } from '../contracts/answers';
import { decideStepBody, moveStepBody, planParams, startStepBody } from '../contracts/plans';
import { shortClaim, shortStep } from '../contracts/short';
import {
  actionOfVerb,
  addStepBody,
  claimStepBody,
  editStepBody,
  getStepQuery,
  heartbeatAnswer,
  heartbeatBody,
  leasesAnswer,
  leasesQuery,
  movedStep,
  reorderStepsBody,
  stepClaim,
  stepParams,
  undoMoveBody,
} from '../contracts/steps';
import { withMessages } from '../deliver-messages';
import { operation } from '../operation';

const summaryOfVerb = {
  start: 'Start a step',
  complete: 'Complete a step',
  fail: 'Fail a step',
  skip: 'Skip a step',
  reopen: 'Reopen a step',
  release: 'Release a step that is in progress',
  block: 'Block a step and its plan',
  approve: 'Approve a step that waits for approval',
  reject: 'Reject a step that waits for approval',
} as const satisfies Record<keyof typeof actionOfVerb, string>;

// Object.keys returns its keys as string[].
const verbs = Object.keys(actionOfVerb) as (keyof typeof actionOfVerb)[];

const isDecision = (verb: keyof typeof actionOfVerb) => verb === 'approve' || verb === 'reject';

/** Who decides about a step is not the agent of its plan. */
const deliver = (
  verb: keyof typeof actionOfVerb,
  ...[db, caller, to, answer]: Parameters<typeof withMessages>
) => withMessages(db, isDecision(verb) ? { ...caller, key: undefined } : caller, to, answer);

const moves = verbs.map((verb) =>
  operation({
    id: `${verb}Step`,
    method: 'POST',
    path: `/plans/{id}/steps/{step}/${verb}`,
    tag: 'steps',
    summary: summaryOfVerb[verb],
    scope: isDecision(verb) ? 'approve' : 'write',
    params: stepParams,
    body: isDecision(verb) ? decideStepBody : verb === 'start' ? startStepBody : moveStepBody,
    answer: movedStep,
    call: async (db, { params, body }, caller) => {
      const moved = await moveStep(db, params.id, params.step, actionOfVerb[verb], body);
      // The row of a step does not say whether its plan has messages.
      return deliver(verb, db, caller, { ...body, plan_id: params.id }, { ...moved, has_messages: true });
    },
    callShort: async (db, { params, body }, caller) => {
      const moved = await reportMove(db, params.id, params.step, actionOfVerb[verb], body);
      return deliver(verb, db, caller, { ...body, plan_id: params.id }, moved);
    },
  }),
);

export const stepOperations = [
  operation({
    id: 'listSteps',
    method: 'GET',
    path: '/plans/{id}/steps',
    tag: 'steps',
    summary: 'List the steps of a plan, in order',
    scope: 'read',
    params: planParams,
    answer: z.array(step),
    short: shortStep,
    call: async (db, { params }) => (await getRecentPlan(db, params.id)).steps,
  }),
  operation({
    id: 'addStep',
    method: 'POST',
    path: '/plans/{id}/steps',
    tag: 'steps',
    summary: 'Add a step at the end',
    scope: 'write',
    params: planParams,
    body: addStepBody,
    answer: step,
    status: 201,
    short: shortStep,
    call: (db, { params, body }) => addStep(db, params.id, body),
  }),
  operation({
    id: 'reorderSteps',
    method: 'PUT',
    path: '/plans/{id}/steps/order',
    tag: 'steps',
    summary: 'Reorder the steps that have not begun',
    scope: 'write',
    params: planParams,
    body: reorderStepsBody,
    answer: z.array(step),
    short: shortStep,
    call: (db, { params, body }) => reorderSteps(db, params.id, body.step_order),
  }),
  operation({
    id: 'getStep',
    method: 'GET',
    path: '/plans/{id}/steps/{step}',
    tag: 'steps',
    summary: 'Read a step, and wait for a person who must act on it',
    description:
      'wait holds the response while the step is blocked or awaits approval, for up to 55 seconds, until it has another status. With while, it holds the response as long as the step has one of these statuses.',
    scope: 'read',
    params: stepParams,
    query: getStepQuery,
    answer: step,
    short: shortStep,
    call: (db, { params, query }) =>
      waitForStep(db, params.id, params.step, query.wait ?? 0, {
        statuses: query.while,
        signal: currentRequestSignal(),
      }),
  }),
  operation({
    id: 'editStep',
    method: 'PATCH',
    path: '/plans/{id}/steps/{step}',
    tag: 'steps',
    summary: 'Edit a pending step',
    scope: 'write',
    params: stepParams,
    body: editStepBody,
    answer: step,
    short: shortStep,
    call: (db, { params, body }) => editStep(db, params.id, params.step, body),
  }),
  operation({
    id: 'undoMove',
    method: 'POST',
    path: '/plans/{id}/steps/{step}/undo',
    tag: 'steps',
    summary: 'Undo the newest move of a step',
    description:
      'The step gets back its status, start and attempt from before the move, without a lease. Refused if the step, or one that depends on it, has moved since. Undoing a decision needs the scope approve instead of write.',
    scope: 'write',
    params: stepParams,
    body: undoMoveBody,
    answer: step,
    short: shortStep,
    call: (db, { params, body }) => undoMove(db, params.id, params.step, body),
  }),
  operation({
    id: 'listLeases',
    method: 'GET',
    path: '/leases',
    tag: 'steps',
    summary: 'List the holders of steps',
    description:
      'Covers one plan, or all. liveness is working, quiet (no heartbeat for half of the lease) or lost, computed at the time of the request.',
    scope: 'read',
    query: leasesQuery,
    answer: leasesAnswer,
    call: (db, { query }) => listLeases(db, query),
  }),
  operation({
    id: 'claimNextStep',
    method: 'POST',
    path: '/steps/claim',
    tag: 'steps',
    summary: 'Claim the next ready step with a lease',
    description:
      'Chooses from all your plans in turn, or from one task, type or plan. No two callers get the same step. If no step is ready, ask_again_at says when to try again.',
    scope: 'write',
    body: claimStepBody,
    answer: stepClaim,
    short: shortClaim,
    call: async (db, { body }, caller) => {
      const claim = await claimNextStep(db, body);
      const { agent_name } = body;
      return withMessages(db, caller, { plan_id: claim.plan?.id, agent_name }, claim);
    },
  }),
  operation({
    id: 'heartbeat',
    method: 'POST',
    path: '/plans/{id}/steps/{step}/heartbeat',
    tag: 'steps',
    summary: 'Renew the lease of a step',
    description: 'Fails with lease_lost if the lease has expired or another caller has the step.',
    scope: 'write',
    params: stepParams,
    body: heartbeatBody,
    answer: heartbeatAnswer,
    call: async (db, { params, body }, caller) => {
      const renewed = await heartbeat(db, params.id, params.step, body.lease_token, body);
      return withMessages(db, caller, { plan_id: params.id }, renewed);
    },
  }),
  ...moves,
];

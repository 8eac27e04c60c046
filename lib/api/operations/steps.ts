import { z } from 'zod';
import { claimNextStep, heartbeat, listLeases } from '@/lib/agent-execution/leases';
import { getRecentPlan } from '@/lib/agent-execution/plans';
import { addStep, editStep, getStep, moveStep, reorderSteps } from '@/lib/agent-execution/steps';
import { step } from '../contracts/answers';
import { decideStepBody, moveStepBody, planParams, startStepBody } from '../contracts/plans';
import {
  actionOfVerb,
  addStepBody,
  claimStepBody,
  editStepBody,
  heartbeatAnswer,
  heartbeatBody,
  leasesAnswer,
  leasesQuery,
  reorderStepsBody,
  stepClaim,
  stepParams,
} from '../contracts/steps';
import { operation } from '../operation';

const summaryOfVerb = {
  start: 'Start a step',
  complete: 'Complete a step',
  fail: 'Fail a step',
  skip: 'Skip a step',
  reopen: 'Open a step again',
  release: 'Give a step back that is not finished',
  block: 'Block a step, and with it the plan',
  approve: 'Approve a step that waits for approval',
  reject: 'Reject a step that waits for approval',
} as const satisfies Record<keyof typeof actionOfVerb, string>;

// Object.keys knows its keys only as text.
const verbs = Object.keys(actionOfVerb) as (keyof typeof actionOfVerb)[];

const isDecision = (verb: keyof typeof actionOfVerb) => verb === 'approve' || verb === 'reject';

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
    answer: step,
    call: (db, { params, body }) => moveStep(db, params.id, params.step, actionOfVerb[verb], body),
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
    call: (db, { params, body }) => addStep(db, params.id, body),
  }),
  operation({
    id: 'reorderSteps',
    method: 'PUT',
    path: '/plans/{id}/steps/order',
    tag: 'steps',
    summary: 'Put the steps that were never begun into another order',
    scope: 'write',
    params: planParams,
    body: reorderStepsBody,
    answer: z.array(step),
    call: (db, { params, body }) => reorderSteps(db, params.id, body.step_order),
  }),
  operation({
    id: 'getStep',
    method: 'GET',
    path: '/plans/{id}/steps/{step}',
    tag: 'steps',
    summary: 'Read a step',
    scope: 'read',
    params: stepParams,
    answer: step,
    call: (db, { params }) => getStep(db, params.id, params.step),
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
    call: (db, { params, body }) => editStep(db, params.id, params.step, body),
  }),
  operation({
    id: 'listLeases',
    method: 'GET',
    path: '/leases',
    tag: 'steps',
    summary: 'See who is at work on which step',
    description:
      'Of a plan, or of all. Derived at this moment from each lease: working, quiet (half of it has gone by without a heartbeat) or lost.',
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
    summary: 'Take the next ready step under a lease',
    description:
      'Of all your plans in turn, or of one task, type or plan. No two callers get the same step. Without a step the answer says when it is worth asking again.',
    scope: 'write',
    body: claimStepBody,
    answer: stepClaim,
    call: (db, { body }) => claimNextStep(db, body),
  }),
  operation({
    id: 'heartbeat',
    method: 'POST',
    path: '/plans/{id}/steps/{step}/heartbeat',
    tag: 'steps',
    summary: 'Keep a step: extend its lease',
    description: 'The error is lease_lost where the lease has ended or another has taken the step.',
    scope: 'write',
    params: stepParams,
    body: heartbeatBody,
    answer: heartbeatAnswer,
    call: (db, { params, body }) => heartbeat(db, params.id, params.step, body.lease_token, body),
  }),
  ...moves,
];

import { z } from 'zod';
import { getPlanAt, getStepGate, listPlanMoments } from '@/lib/agent-execution/plan-at';
import { planAt, planAtQuery, planMoment, stepGate } from '../contracts/plan-at';
import { planParams } from '../contracts/plans';
import { stepParams } from '../contracts/steps';
import { operation } from '../operation';

export const planAtOperations = [
  operation({
    id: 'getPlanAt',
    method: 'GET',
    path: '/plans/{id}/at',
    tag: 'versions',
    summary: 'Read a plan as of a row of its log',
    description: 'Leases are omitted, because heartbeats are not logged.',
    scope: 'read',
    params: planParams,
    query: planAtQuery,
    answer: planAt,
    call: (db, { params, query }) => getPlanAt(db, params.id, query.seq),
  }),
  operation({
    id: 'listPlanMoments',
    method: 'GET',
    path: '/plans/{id}/moments',
    tag: 'versions',
    summary: 'List the newest 5,000 log rows that changed a plan, oldest first',
    scope: 'read',
    params: planParams,
    answer: z.array(planMoment),
    call: (db, { params }) => listPlanMoments(db, params.id),
  }),
  operation({
    id: 'getStepGate',
    method: 'GET',
    path: '/plans/{id}/steps/{step}/gate',
    tag: 'decisions',
    summary: 'Read the scope of a step’s approval, and the changes since the last one',
    scope: 'read',
    params: stepParams,
    answer: stepGate,
    call: (db, { params }) => getStepGate(db, params.id, params.step),
  }),
];

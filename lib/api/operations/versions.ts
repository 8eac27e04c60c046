import { z } from 'zod';
import { comparePlanVersions, listPlanVersions, replan, revertPlan } from '@/lib/agent-execution/versions';
import { plan } from '../contracts/answers';
import { planParams } from '../contracts/plans';
import { changedPlan } from '../contracts/short';
import {
  compareQuery,
  planVersion,
  replanBody,
  revertBody,
  versionComparison,
  versionParams,
} from '../contracts/versions';
import { operation } from '../operation';

export const versionOperations = [
  operation({
    id: 'listPlanVersions',
    method: 'GET',
    path: '/plans/{id}/versions',
    tag: 'versions',
    summary: 'List the versions of a plan, newest first',
    scope: 'read',
    params: planParams,
    answer: z.array(planVersion),
    call: (db, { params }) => listPlanVersions(db, params.id),
  }),
  operation({
    id: 'replan',
    method: 'POST',
    path: '/plans/{id}/versions',
    tag: 'versions',
    summary: 'Re-plan: declare all steps as the next version',
    description:
      'A step with the same action and description as an earlier one keeps its result and times. Failed and blocked steps start over. A change of a step in progress is refused.',
    scope: 'write',
    params: planParams,
    body: replanBody,
    answer: plan,
    hasEtag: true,
    status: 201,
    short: changedPlan,
    call: (db, { params, body }) => replan(db, params.id, body.steps, body.reason),
  }),
  operation({
    id: 'comparePlanVersions',
    method: 'GET',
    path: '/plans/{id}/versions/{version}/comparison',
    tag: 'versions',
    summary: 'Compare a version with another, or with the current steps',
    scope: 'read',
    params: versionParams,
    query: compareQuery,
    answer: versionComparison,
    call: (db, { params, query }) => comparePlanVersions(db, params.id, params.version, query.with),
  }),
  operation({
    id: 'revertPlan',
    method: 'POST',
    path: '/plans/{id}/versions/{version}/revert',
    tag: 'versions',
    summary: 'Revert to a version as the next one',
    scope: 'write',
    params: versionParams,
    body: revertBody,
    answer: plan,
    hasEtag: true,
    status: 201,
    short: changedPlan,
    call: (db, { params, body }) => revertPlan(db, params.id, params.version, body.reason),
  }),
];

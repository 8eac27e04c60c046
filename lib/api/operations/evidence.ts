import { z } from 'zod';
import { comparePlans } from '@/lib/agent-execution/comparisons';
import { planEvidence, reportUsage } from '@/lib/agent-execution/evidence';
import { planFailures } from '@/lib/agent-execution/failures';
import { sumUsage } from '@/lib/agent-execution/usage';
import { compareQuery, runComparison } from '../contracts/comparisons';
import * as contracts from '../contracts/evidence';
import { failuresQuery, knownFailure } from '../contracts/failures';
import { planParams } from '../contracts/plans';
import { summedUsage, sumUsageQuery } from '../contracts/usage';
import { operation } from '../operation';

export const evidenceOperations = [
  operation({
    id: 'planEvidence',
    method: 'GET',
    path: '/plans/{id}/evidence',
    tag: 'analytics',
    summary: 'Compare what a plan claims with its tests, diffs and commits, and read its usage',
    description:
      'Covers the plan and its sub-plans. is_disputed says that a claim that tests pass came after a failing test, and that no test has passed since.',
    scope: 'read',
    params: planParams,
    answer: contracts.planEvidence,
    call: (db, { params }) => planEvidence(db, params.id),
  }),
  operation({
    id: 'comparePlans',
    method: 'GET',
    path: '/comparison',
    tag: 'analytics',
    summary: 'Compare two plans, or two versions of plans, step by step',
    description:
      'pairs has each step of both runs once, alone or with the step of the other run that does the same, by their descriptions and actions.',
    scope: 'read',
    query: compareQuery,
    answer: runComparison,
    call: (db, { query: { left, right, left_version, right_version } }) =>
      comparePlans(db, { plan_id: left, version: left_version }, { plan_id: right, version: right_version }),
  }),
  operation({
    id: 'planFailures',
    method: 'GET',
    path: '/plans/{id}/failures',
    tag: 'analytics',
    summary: 'Read how often the errors of a plan were seen, and what fixed them last',
    description:
      'Of its blocked and failed steps, or of one error. Errors are equal if their signatures are: without paths, numbers, ids, times, quoted texts and frames of a stack.',
    scope: 'read',
    params: planParams,
    query: failuresQuery,
    answer: z.array(knownFailure),
    call: (db, { params, query }) => planFailures(db, params.id, query),
  }),
  operation({
    id: 'reportUsage',
    method: 'POST',
    path: '/plans/{id}/usage',
    tag: 'analytics',
    summary: 'Record tokens and cost of calls of models',
    description: 'The same usage_key is recorded once.',
    scope: 'write',
    params: planParams,
    body: contracts.reportUsageBody,
    answer: contracts.reportedUsage,
    call: (db, { params, body }) => reportUsage(db, params.id, body.usage),
  }),
  operation({
    id: 'sumUsage',
    method: 'GET',
    path: '/usage',
    tag: 'analytics',
    summary: 'Add up tokens and cost by plan, task, step, agent, model or day',
    description:
      'Of a plan with its sub-plans, of a task or of all plans. A cost that is unknown is null, not 0. Past runs count when they ran.',
    scope: 'read',
    query: sumUsageQuery,
    answer: summedUsage,
    call: (db, { query }) => sumUsage(db, query),
  }),
];

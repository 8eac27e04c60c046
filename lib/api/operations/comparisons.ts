import { comparePlans } from '@/lib/agent-execution/comparisons';
import { compareQuery, runComparison } from '../contracts/comparisons';
import { operation } from '../operation';

export const comparisonOperations = [
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
];

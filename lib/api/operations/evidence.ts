import { planEvidence } from '@/lib/agent-execution/evidence';
import * as contracts from '../contracts/evidence';
import { planParams } from '../contracts/plans';
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
];

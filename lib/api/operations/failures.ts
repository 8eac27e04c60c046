import { z } from 'zod';
import { planFailures } from '@/lib/agent-execution/failures';
import { failuresQuery, knownFailure } from '../contracts/failures';
import { planParams } from '../contracts/plans';
import { operation } from '../operation';

export const failureOperations = [
  operation({
    id: 'planFailures',
    method: 'GET',
    path: '/plans/{id}/failures',
    tag: 'analytics',
    summary: 'Read how often the errors of a plan were seen, and what fixed them last',
    description:
      'Covers its blocked and failed steps, or one error. Errors are equal if their signatures are: without paths, numbers, ids, times, quoted texts and frames of a stack.',
    scope: 'read',
    params: planParams,
    query: failuresQuery,
    answer: z.array(knownFailure),
    call: (db, { params, query }) => planFailures(db, params.id, query),
  }),
];

import { reportUsage, sumUsage } from '@/lib/agent-execution/usage';
import { planParams } from '../contracts/plans';
import { reportedUsage, reportUsageBody, summedUsage, sumUsageQuery } from '../contracts/usage';
import { operation } from '../operation';

export const usageOperations = [
  operation({
    id: 'reportUsage',
    method: 'POST',
    path: '/plans/{id}/usage',
    tag: 'usage',
    summary: 'Record tokens and cost of model calls',
    description: 'The same usage_key is recorded once.',
    scope: 'write',
    params: planParams,
    body: reportUsageBody,
    answer: reportedUsage,
    call: (db, { params, body }) => reportUsage(db, params.id, body.usage),
  }),
  operation({
    id: 'sumUsage',
    method: 'GET',
    path: '/usage',
    tag: 'usage',
    summary: 'Add up tokens and cost by plan, task, step, agent, model or day',
    description:
      'Covers a plan with its sub-plans, a task or all plans. A cost that is unknown is null, not 0. Past runs count on the day when they ran.',
    scope: 'read',
    query: sumUsageQuery,
    answer: summedUsage,
    call: (db, { query }) => sumUsage(db, query),
  }),
];

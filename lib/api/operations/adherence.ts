import { adherence, planAdherence } from '@/lib/agent-execution/adherence';
import * as contracts from '../contracts/adherence';
import { planParams } from '../contracts/plans';
import { operation } from '../operation';

export const adherenceOperations = [
  operation({
    id: 'planAdherence',
    method: 'GET',
    path: '/plans/{id}/adherence',
    tag: 'analytics',
    summary: 'Read how closely a plan was followed',
    scope: 'read',
    params: planParams,
    answer: contracts.planAdherence,
    call: (db, { params }) => planAdherence(db, params.id),
  }),
  operation({
    id: 'adherence',
    method: 'GET',
    path: '/adherence',
    tag: 'analytics',
    summary: 'Read how closely each agent followed its plans',
    description:
      'Of the plans created in the range: the newest 2,000, with at most 200,000 log rows. covered counts them.',
    scope: 'read',
    query: contracts.adherenceQuery,
    answer: contracts.adherence,
    call: (db, { query }) => adherence(db, query),
  }),
];

import { z } from 'zod';
import { ask, decide, getDecision, listDecisions, withdrawDecision } from '@/lib/agent-execution/decisions';
import { waitForDecision } from '@/lib/decisions/wait-for-decision';
import { currentRequestSignal } from '@/lib/http/request-signal';
import * as contracts from '../contracts/decisions';
import { planParams } from '../contracts/plans';
import { operation } from '../operation';

export const decisionOperations = [
  operation({
    id: 'ask',
    method: 'POST',
    path: '/plans/{id}/decisions',
    tag: 'decisions',
    summary: 'Ask a person for a decision',
    description:
      'A question with options, permission for a tool call, or approval of a plan. The same open question is the same decision. Get the decision with wait to learn the outcome.',
    scope: 'write',
    params: planParams,
    body: contracts.askBody,
    answer: contracts.decision,
    status: 201,
    call: (db, { params, body }) => ask(db, { ...body, plan_id: params.id }),
  }),
  operation({
    id: 'listDecisions',
    method: 'GET',
    path: '/decisions',
    tag: 'decisions',
    summary: 'List what waits for a person, oldest first',
    description:
      'Requests of agents, and steps that await approval (kind step). With status=closed: what was decided or ended, newest first.',
    scope: 'read',
    query: contracts.listDecisionsQuery,
    answer: z.array(contracts.placedDecision),
    call: (db, { query }) => listDecisions(db, query),
  }),
  operation({
    id: 'getDecision',
    method: 'GET',
    path: '/decisions/{id}',
    tag: 'decisions',
    summary: 'Read a decision, and wait for it',
    description:
      'wait holds the response until the decision is closed, for up to 55 seconds. An agent that reads a decision has received it.',
    scope: 'read',
    params: contracts.decisionParams,
    query: contracts.waitQuery,
    answer: contracts.placedDecision,
    call: async (db, { params, query }) => {
      await waitForDecision(db, params.id, query.wait ?? 0, currentRequestSignal());
      return getDecision(db, params.id);
    },
  }),
  operation({
    id: 'decide',
    method: 'POST',
    path: '/decisions/{id}/decide',
    tag: 'decisions',
    summary: 'Decide: allow, deny or answer',
    description:
      'deny needs a message. A plan needs the hash that was read. Of two decisions the first one counts; the second one is refused with its outcome.',
    scope: 'approve',
    params: contracts.decisionParams,
    body: contracts.decideBody,
    answer: contracts.decision,
    call: (db, { params, body: { outcome, ...options } }) => decide(db, params.id, outcome, options),
  }),
  operation({
    id: 'withdrawDecision',
    method: 'POST',
    path: '/decisions/{id}/withdraw',
    tag: 'decisions',
    summary: 'Withdraw a request that is no longer needed',
    scope: 'write',
    params: contracts.askedDecisionParams,
    body: contracts.withdrawDecisionBody,
    answer: contracts.decision,
    call: (db, { params, body }) => withdrawDecision(db, params.id, body.reason),
  }),
];

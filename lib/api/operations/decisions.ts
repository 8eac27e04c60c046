import { z } from 'zod';
import { ask, decide, getDecision, listDecisions, withdrawDecision } from '@/lib/agent-execution/decisions';
import { tryRule } from '@/lib/capture/decisions/try-rule';
import { call } from '@/lib/capture/results';
import { waitForDecision } from '@/lib/decisions/wait-for-decision';
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
      await waitForDecision(db, params.id, query.wait ?? 0);
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
  operation({
    id: 'listDecisionRules',
    method: 'GET',
    path: '/decision-rules',
    tag: 'decisions',
    summary: 'List the standing decisions about tool calls, by project',
    scope: 'read',
    answer: z.array(contracts.projectDecisionRules),
    call: (db) => call(db, 'agent_list_decision_rules'),
  }),
  operation({
    id: 'saveDecisionRules',
    method: 'PUT',
    path: '/decision-rules',
    tag: 'decisions',
    summary: 'Replace the standing decisions of a project: always ask, allow, deny',
    description:
      'They hold for the next call in this folder and below. deny counts before ask, and ask before allow. allow answers only what the agent asks. Each use is a log row. Returns the rules of all projects.',
    scope: 'approve',
    body: contracts.projectDecisionRules,
    answer: z.array(contracts.projectDecisionRules),
    call: (db, { body }) => call(db, 'agent_save_decision_rules', body),
  }),
  operation({
    id: 'tryDecisionRule',
    method: 'POST',
    path: '/decision-rules/try',
    tag: 'decisions',
    summary: 'Try a standing decision on past calls, before you save it',
    scope: 'read',
    body: contracts.tryRuleBody,
    answer: contracts.ruleTrial,
    call: (db, { body }) => tryRule(db, body.rule, body.project),
  }),
];

/** The tools that ask a person, and that decide for one. */
import { z } from 'zod';
import { errorOf } from '@/lib/agent-execution/agent-execution.error';
import { ask, type Decision, decide, getDecision, withdrawDecision } from '@/lib/agent-execution/decisions';
import { textOf } from '@/lib/agent-execution/exact-json';
import {
  askBody,
  decideBody,
  decisionParams,
  waitQuery,
  withdrawDecisionBody,
} from '@/lib/api/contracts/decisions';
import { planParams } from '@/lib/api/contracts/plans';
import { waitForDecision } from '@/lib/decisions/wait-for-decision';
import { createBudget } from '../budget';
import { tool } from '../tool';

const { question, kind, options, request, step_number, deadline_seconds, agent_name } = askBody.shape;
const { outcome, message, input, answers, hash } = decideBody.shape;

/** Clients end a call after a minute. */
const WAIT_SECONDS = 50;

function outcomeText({ status, outcome: decided, decided_by, answer }: Decision): string {
  if (status !== 'decided') return `The request is ${status}: ${answer.message ?? 'no person decided'}.`;
  const verb = { allow: 'allowed it', deny: 'denied it', answer: 'answered' }[decided ?? 'deny'];
  const details = [
    answer.answers !== undefined && `Answer: ${textOf(answer.answers)}`,
    answer.input !== undefined && `Use this input instead: ${textOf(answer.input)}`,
    answer.message !== undefined && `Message: ${answer.message}`,
  ].filter(Boolean);
  return [`${decided_by} ${verb}.`, ...details].join('\n');
}

async function decisionText(decision: Decision): Promise<string> {
  if (decision.status !== 'open')
    return (await createBudget()).text({ decision }, () => outcomeText(decision));
  const { id } = decision;
  return `No person has decided yet. Go on with work that does not need it, or call ask with decision_id ${id} to wait.`;
}

export const decisionTools = [
  tool({
    name: 'ask',
    description:
      'Ask a person: a question with options, permission for a tool call, or approval of a plan. Waits for the decision; if it is still open, wait again with decision_id. The outcome may also come with the next response of another tool.',
    operations: ['ask', 'getDecision', 'withdrawDecision'],
    input: z.strictObject({
      plan_id: planParams.shape.id.optional().describe('To ask: the plan that it concerns'),
      question: question.optional().describe('To ask: one line'),
      kind,
      options,
      request,
      step_number,
      deadline_seconds,
      agent_name: agent_name.describe('As in next_step'),
      decision_id: decisionParams.shape.id.optional().describe('Instead of a question: an earlier request'),
      reason: withdrawDecisionBody.shape.reason.describe('With decision_id: withdraw the request, and why'),
      wait: waitQuery.shape.wait.describe(`Seconds to wait, up to 55; ${WAIT_SECONDS} by default`),
    }),
    async call(db, { decision_id, reason, wait = WAIT_SECONDS, plan_id, question: text, ...asked }) {
      if (decision_id !== undefined && reason !== undefined)
        return outcomeText(await withdrawDecision(db, decision_id, reason));
      if (decision_id === undefined && (plan_id === undefined || text === undefined))
        throw errorOf('invalid_input', 'To ask, send plan_id and question. To wait again, send decision_id.');
      const id =
        decision_id ?? (await ask(db, { ...asked, plan_id: plan_id ?? '', question: text ?? '' })).id;
      const decided = await waitForDecision(db, id, wait);
      return decisionText(decided ?? (await getDecision(db, id)));
    },
  }),
  tool({
    name: 'decide',
    description:
      'Decide what another agent asked, or a step that awaits approval. Needs a key with the scope approve. list with what: decisions shows what is open.',
    operations: ['decide'],
    input: z.strictObject({
      decision_id: decisionParams.shape.id,
      outcome,
      message,
      input,
      answers: answers.describe('For answer: the text, or an object by question'),
      hash,
    }),
    async call(db, { decision_id, outcome: decided, ...more }) {
      return outcomeText(await decide(db, decision_id, decided, more));
    },
  }),
];

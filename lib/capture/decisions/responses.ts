/** How a client reads a decision from the response to its hook. */
import { isDeepStrictEqual } from 'node:util';
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import type { Decision } from '@/lib/agent-execution/decisions';
import { type ClientEvents, entryOf, eventName } from '../client-events';
import { defined, listOf, objectOf, textOf } from '../payload';
import { ASK_PERSON } from './ask-person';

/** Returns the response to the hook that asked, once a person has decided. */
export type Decider = (decision: Decision) => JsonObject;

/**
 * Returns how to respond to an event that asks a person; undefined if it asks nothing, or if the client does not read the response
 * (`isRead`; HTTP hooks always do).
 */
export function deciderOf(client: string, payload: JsonObject, isRead: boolean): Decider | undefined {
  if (!isRead && client !== 'claude-code') return undefined;
  return entryOf(deciders, client, eventName(payload))?.(payload);
}

/** The events that ask a person, and how the decider of one comes from its payload. */
const deciders: ClientEvents<(payload: JsonObject) => Decider> = {
  'claude-code': { PermissionRequest: (payload) => answerPermissionRequest(payload, true) },
  codex: { PermissionRequest: (payload) => answerPermissionRequest(payload, false) },
  copilot: { [ASK_PERSON]: answerCopilot },
  gemini: { [ASK_PERSON]: answerGemini },
  cursor: { [ASK_PERSON]: answerCursor },
  // The plugin passes the response on. OpenCode takes no other input, and no reason with the answer to a question.
  opencode: {
    'permission.asked': () => (decision) => {
      const { behavior, message } = behaviorWithoutEdit(decision);
      return behavior === 'allow' ? { reply: 'once' } : { reply: 'reject', message };
    },
    'question.asked': () => (decision) => ({ answers: listAnswers(decision) }),
  },
};

/** Returns the answers in the order of the questions. A refusal answers each of them with its reason. */
function listAnswers(decision: Decision): string[][] {
  const questions = listOf(decision.request.questions).map((each) => textOf(objectOf(each).question) ?? '');
  if (decision.outcome !== 'answer')
    return questions.map(() => [`No answer: ${decision.answer.message ?? 'Denied'}`]);
  const answers = answersOf(decision);
  return questions.map((question) => [answers[question] ?? []].flat().map(String));
}

/** Copilot CLI reads a decision before the call begins, and then asks no other person. */
function answerCopilot(payload: JsonObject): Decider {
  const sent = objectOf(objectOf(payload.input).toolArgs);
  return (decision) =>
    defined({
      permissionDecision: decision.outcome === 'allow' ? 'allow' : 'deny',
      permissionDecisionReason: reasonOf(decision),
      modifiedArgs: editOf(decision, sent),
    });
}

/** Gemini CLI reads a decision before the call begins. Where its own policy asks, it asks at the terminal, too. */
function answerGemini(payload: JsonObject): Decider {
  const sent = objectOf(objectOf(payload.input).tool_input);
  return (decision) => {
    const tool_input = editOf(decision, sent);
    return defined({
      decision: decision.outcome === 'allow' ? 'allow' : 'deny',
      reason: reasonOf(decision),
      hookSpecificOutput: tool_input && { hookEventName: 'BeforeTool', tool_input },
    });
  };
}

/** Cursor reads a decision before the call begins, as its documentation says. */
function answerCursor(payload: JsonObject): Decider {
  const sent = objectOf(objectOf(payload.input).tool_input);
  return (decision) => {
    const reason = reasonOf(decision);
    return defined({
      permission: decision.outcome === 'allow' ? 'allow' : 'deny',
      user_message: reason,
      agent_message: reason,
      updated_input: editOf(decision, sent),
    });
  };
}

const reasonOf = ({ outcome, answer: { message } }: Decision): string | undefined =>
  message ?? (outcome === 'allow' ? undefined : 'Denied');

/** Returns the input that replaces what was sent; undefined if the person has not edited it. */
const editOf = ({ answer: { input }, request }: Decision, sent: JsonObject): JsonObject | undefined =>
  input === undefined ? undefined : restoreInput(sent, objectOf(request.input), input);

/**
 * The dialect of Claude Code and Codex. Claude Code ignores the approval of a plan and the answer to a question without their input. Codex
 * takes no other input, and refuses the call if it gets one (`canEdit`).
 */
function answerPermissionRequest(payload: JsonObject, canEdit: boolean): Decider {
  const sent = objectOf(payload.tool_input);
  return (decision) => {
    const behavior = canEdit ? behaviorOf(decision, sent) : behaviorWithoutEdit(decision);
    return { hookSpecificOutput: { hookEventName: 'PermissionRequest', decision: behavior } };
  };
}

/** An edit is a rejection that names the other input, so that the model makes that call. */
function behaviorWithoutEdit({ outcome, answer }: Decision): { behavior: string; message?: string } {
  if (outcome === 'allow' && answer.input === undefined) return { behavior: 'allow' };
  const edit = answer.input && `Use this instead: ${JSON.stringify(answer.input)}`;
  const message = [answer.message, edit].filter(Boolean).join('\n');
  return { behavior: 'deny', message: message || 'Denied' };
}

function behaviorOf(decision: Decision, sent: JsonObject): JsonObject {
  const { kind, outcome, answer, request } = decision;
  if (outcome === 'deny') return { behavior: 'deny', message: answer.message ?? 'Denied' };
  if (outcome === 'answer')
    return { behavior: 'allow', updatedInput: { ...sent, answers: answersOf(decision) } };
  const updatedInput = restoreInput(sent, objectOf(request.input), answer.input);
  return kind === 'plan' || answer.input !== undefined
    ? { behavior: 'allow', updatedInput }
    : { behavior: 'allow' };
}

/** Returns the answers by question; a text answers the only one. */
function answersOf({ answer: { answers }, request }: Decision): JsonObject {
  const [only] = Array.isArray(request.questions) ? request.questions : [];
  const text = textOf(answers);
  return text === undefined ? objectOf(answers) : { [textOf(objectOf(only).question) ?? '']: text };
}

/**
 * Returns the input that a person has edited. They saw it without secrets and with long texts cut, so each field that they left as they saw
 * it keeps the value that the client sent.
 */
export function restoreInput(sent: JsonObject, shown: JsonObject, edited: JsonObject = shown): JsonObject {
  return Object.fromEntries(
    Object.entries(edited).map(([field, value]) => [
      field,
      field in sent && isDeepStrictEqual(value, shown[field]) ? sent[field] : value,
    ]),
  );
}

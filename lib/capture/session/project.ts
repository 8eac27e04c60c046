/**
 * Projects pending events of a session: derives the commands that bring its plans up to date. It is pure, so that the same events always
 * give the same commands.
 */
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import type { Fact } from '../facts';
import { fitEntry } from '../fit';
import { addNote, beginCall, endCall } from './calls';
import type { Command } from './commands';
import { Draft, type DraftContext } from './draft';
import { MAIN, turnKey } from './keys';
import { endRequest } from './open-requests';
import { type PendingEvent, readyEvents, timeOf } from './order';
import { addProposal, answerProposal, dropProposals } from './proposals';
import { addRequest } from './requests';
import { joinSources } from './sources';
import { readState, type SessionState } from './state';
import { beginSubagent, endSubagent } from './subagents';
import { applyTodo, applyTodoList } from './todos';
import { beginTurn, endSession, endTurn, failTurn, keepAlive, keepMessage, settle, turnStep } from './turns';
import { addUsage } from './usage';

export interface Projection {
  commands: Command[];
  state: SessionState;
  /** Ids of the events that are projected. The others wait for events that they need. */
  events: number[];
}

type Handlers = {
  [Kind in Fact['kind']]: (draft: Draft, fact: Extract<Fact, { kind: Kind }>, event: string) => void;
};

const handlers: Handlers = {
  session: (draft, { kind: _, is_resumed, ...about }) => {
    Object.assign(draft.state, about);
    if (is_resumed) delete draft.state.ended;
  },
  prompt: (draft, fact, event) => {
    if (!draft.state.turns.includes(turnKey(fact.turn ?? event))) dropProposals(draft);
    beginTurn(draft, fact, event);
  },
  call: beginCall,
  result: endCall,
  note: addNote,
  todo: applyTodo,
  todo_list: applyTodoList,
  proposal: addProposal,
  proposal_answer: answerProposal,
  request: addRequest,
  request_end: endRequest,
  subagent: beginSubagent,
  subagent_end: endSubagent,
  message: keepMessage,
  turn_end: endTurn,
  turn_failure: failTurn,
  context: (draft, { entry }) => {
    turnStep(draft);
    draft.emit({ do: 'context', plan: MAIN, entry: fitEntry(entry) });
  },
  usage: addUsage,
  end: endSession,
};

function applyFact<Kind extends Fact['kind']>(
  draft: Draft,
  fact: Extract<Fact, { kind: Kind }>,
  event: string,
): void {
  handlers[fact.kind as Kind](draft, fact, event); // the compiler does not relate a key to its handler
}

/** Applies an event: those of its facts that `join` returns. */
function applyEvent(
  draft: Draft,
  { key, event, cwd, facts }: Pick<PendingEvent, 'key' | 'event' | 'cwd' | 'facts'>,
  at: number | undefined,
  join: (fact: Fact) => Fact | null,
): void {
  draft.begin(event, at);
  draft.state.cwd ??= cwd;
  for (const fact of facts) {
    const joined = join(fact);
    if (joined) applyFact(draft, joined, key);
  }
  keepAlive(draft);
}

/** Writes what only the end of a projection shows. Returns its commands and the state. */
function finish(draft: Draft): Omit<Projection, 'events'> {
  draft.end();
  settle(draft);
  draft.flush();
  return { commands: draft.commands, state: draft.state };
}

/** `stored` is the state of an earlier projection; {} at first. */
export function projectEvents(
  stored: Partial<SessionState> | JsonObject,
  events: PendingEvent[],
  context: DraftContext,
): Projection {
  const state = readState(stored);
  const ready = readyEvents(events, state);
  const draft = new Draft(state, context);
  for (const pending of ready) {
    const { key, age_ms } = pending;
    const at = timeOf(pending) ?? context.now - age_ms;
    applyEvent(draft, pending, at, (fact) => joinSources(draft.state, fact, { key, at }));
  }
  return { ...finish(draft), events: ready.map(({ id }) => id) };
}

/** Projects events of the past, which are complete, in order and from one source. */
export function projectPast(
  stored: SessionState,
  events: Omit<PendingEvent, 'id' | 'age_ms'>[],
  context: DraftContext,
): Omit<Projection, 'events'> {
  const draft = new Draft(readState(stored), context, true);
  for (const event of events) applyEvent(draft, event, timeOf(event), (fact) => fact);
  return finish(draft);
}

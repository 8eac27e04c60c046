/**
 * Codex: the hooks of Claude Code with turn_id. Its hooks carry the text of a command's output alone, often without the exit code, which its
 * telemetry and its rollout files have.
 */
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import type { ClientMapping, EventIdentity } from '../client-mapping';
import type { Fact } from '../facts';
import { hashOf } from '../hash-of';
import {
  callOf,
  type HookEvent,
  type HookReaders,
  identifyHookEvent,
  readByTable,
  readHookEvent,
} from '../hooks/hook-event';
import { HOOK_READERS, readCallEnd } from '../hooks/hook-readers';
import { defined, textOf } from '../payload';
import { splitOutput } from '../text/exit-code';
import type { ToolOutcome } from '../tools/tool-call';
import { openRecorded } from './event-envelope';

const READERS: HookReaders = {
  ...HOOK_READERS,
  PostToolUse: (event) => readCallEnd(event, withHiddenError(callOf(event))).map(awaitExitCode),
  Interrupt: ({ turn }) => [defined({ kind: 'turn_failure', turn, error: 'Interrupted' })],
};

export const codex: ClientMapping = {
  prepare: openRecorded,
  identify(payload) {
    const event = readCodexEvent(payload);
    return event === null ? identifyNotification(payload) : identifyHookEvent(event);
  },
  read(payload): Fact[] {
    const event = readCodexEvent(payload);
    return event === null ? [] : readByTable(event, READERS);
  },
};

/** A subagent has turns of its own, which no person began: what it does belongs to the newest turn. */
function readCodexEvent(payload: JsonObject): HookEvent | null {
  const event = readHookEvent(payload, 'turn_id');
  return event?.subagent === undefined ? event : defined({ ...event, turn: undefined });
}

/** The program of `notify` reports the end of a turn, as the hook Stop does. It only shows that the session is alive. */
function identifyNotification(payload: JsonObject): EventIdentity | null {
  const session = textOf(payload['thread-id']);
  const event = textOf(payload.type);
  if (session === undefined || event === undefined) return null;
  return { session, event, key: `${event}:${textOf(payload['turn-id']) ?? hashOf(payload)}` };
}

/**
 * Marks the end of a command without an exit code as partial: the telemetry has it. That of a subagent comes as another conversation, which
 * names no parent, so it is not awaited.
 */
function awaitExitCode(fact: Fact): Fact {
  if (fact.kind !== 'result' || fact.row.action_type !== 'command' || fact.subagent !== undefined)
    return fact;
  const isKnown = fact.row.after_state?.exit_code !== undefined || fact.row.error_message !== undefined;
  return isKnown ? fact : { ...fact, is_partial: true };
}

/** Returns a call with its failure: Codex reports a patch that failed, and an error of an MCP server, as results. */
function withHiddenError(outcome: ToolOutcome): ToolOutcome {
  const { exit_code, output } = splitOutput(outcome.output);
  const isFailedPatch = outcome.tool === 'apply_patch' && exit_code !== undefined && exit_code !== 0;
  const isError = outcome.details.isError === true;
  return isFailedPatch || isError ? { ...outcome, error: output || 'Failed' } : outcome;
}

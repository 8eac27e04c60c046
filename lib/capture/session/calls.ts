/** The log rows of tool calls and notes. A failure that repeats is named. */
import type { CapturedRow } from '../captured-row';
import type { CallFact, NoteFact, ResultFact } from '../facts';
import { defined } from '../payload';
import { showActivity } from './activity';
import type { StepPlace } from './commands';
import type { Draft } from './draft';
import { withEvidence } from './evidence';
import { locateWork } from './focus';
import { closeRequest } from './open-requests';
import type { Purpose } from './state';
import { locateFact } from './subagents';
import { isTestCommand } from './test-commands';
import { continueTurn, disputeClaim, turnStep } from './turns';

/** Equal failures in a row that count as a loop. private.is_looping has the same number. */
const LOOP_LENGTH = 3;

/** Subagents that may begin after their calls have ended. */
const MAX_LAUNCHED = 20;

export function beginCall(
  draft: Draft,
  { call, tool, action_type, target, starts_subagent, turn, subagent }: CallFact,
): void {
  const { now } = draft.context;
  draft.state.calls[call] = defined({
    tool,
    action_type,
    target,
    subagent,
    at: Math.min(draft.at ?? now, now),
    starts: starts_subagent,
  });
  showActivity(draft, locateFact(draft, { turn, subagent }), subagent);
}

export function endCall(draft: Draft, { call, row: sent, turn, subagent }: ResultFact): void {
  const row = withEvidence(sent);
  const { starts } = draft.state.calls[call] ?? {};
  if (starts && row.error_message === undefined) launch(draft, starts);
  delete draft.state.calls[call];
  closeRequest(draft, { call, row });
  // What concerns the list itself belongs to the prompt.
  const place = (row.action_type === 'todo' ? locateFact : locateWork)(draft, { turn, subagent });
  draft.emit({ do: 'log', ...place, row });
  showActivity(draft, place, subagent, row.description);
  if (row.metadata?.is_refused === true) return;
  countFailures(draft, place, row);
  if (!isTestCommand(row)) return;
  const main = turnStep(draft, turn);
  const { step } = main;
  if (row.error_message !== undefined) draft.state.failed_tests[step] = row.description;
  // Without an exit code it is not known whether the tests passed.
  else if (row.after_state?.exit_code === 0) delete draft.state.failed_tests[step];
  disputeClaim(draft, main);
}

/** Keeps the purpose of a subagent whose call has ended before it began. */
function launch({ state }: Draft, purpose: Purpose): void {
  state.launched = [...state.launched, purpose].slice(-MAX_LAUNCHED);
}

function countFailures(draft: Draft, place: StepPlace, row: CapturedRow): void {
  const what = row.error_message === undefined ? undefined : `${row.description}\n${row.error_message}`;
  const last = draft.state.failure;
  if (what === undefined) {
    delete draft.state.failure;
    return;
  }
  const times = last?.what === what ? last.times + 1 : 1;
  draft.state.failure = { what, times };
  if (times !== LOOP_LENGTH) return;
  const description = `Failed ${LOOP_LENGTH} times in a row: ${row.description}`;
  draft.emit({
    do: 'log',
    ...place,
    row: { action_type: 'looping', description, error_message: row.error_message },
  });
}

export function addNote(draft: Draft, { row, is_continuation, turn, subagent }: NoteFact): void {
  if (is_continuation && turn !== undefined) continueTurn(draft, turn);
  draft.emit({ do: 'log', ...locateFact(draft, { turn, subagent }), row });
}

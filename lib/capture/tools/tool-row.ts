/** Writes the log row of a tool call that ended. */
import type { CapturedRow } from '../captured-row';
import { defined, firstLine } from '../payload';
import { cutError } from '../text/cut-text';
import type { ToolOutcome } from './tool-call';
import type { ToolKind } from './tool-kind';

/** A verb, and a target of 200 characters. */
const MAX_DESCRIPTION_LENGTH = 300;

/** Returns the row of a call, whether it succeeded, failed or was refused. */
export function toolRow(kind: ToolKind, outcome: ToolOutcome): CapturedRow {
  const { tool, call, error, duration_ms, is_refused } = outcome;
  const { description, metadata, ...details } = defined(kind.details(outcome));
  return defined({
    action_type: kind.action_type,
    description: firstLine(description ?? describeCall(kind, outcome), MAX_DESCRIPTION_LENGTH),
    error_message: error === undefined ? undefined : cutError(error) || 'Failed',
    ...details,
    metadata: defined({ tool, call, duration_ms, is_refused, ...metadata }),
  });
}

/** A command that failed still ran. */
function describeCall(kind: ToolKind, outcome: ToolOutcome): string {
  const target = kind.target(outcome);
  const hasFailed = outcome.error !== undefined && kind.action_type !== 'command';
  const failure = outcome.is_refused ? 'Refused' : hasFailed ? 'Failed' : undefined;
  const verb = failure === undefined ? kind.verb : `${failure}: ${outcome.tool}`;
  return target === '' ? verb.replace(/:$/, '') : `${verb} ${target}`;
}

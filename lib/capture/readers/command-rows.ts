/** Reads the outcome of shell commands. An exit code other than 0 is a failure, also where the client calls it a success. */

import type { CapturedRow } from '../facts';
import { defined, firstLine } from '../payload';
import { cutError, cutOutput } from '../text/cut-text';
import { type CallInput, type CallOutcome, inputText, type ToolReader } from './tool-readers';

/** What a command did, wherever the client puts it. */
export interface CommandOutput {
  stdout: string;
  exit_code?: number;
  is_interrupted?: boolean;
}

/** Returns a reader of commands, from the field that holds the command and what finds its output. */
export function runsCommand(
  verb: string,
  field: string,
  outputOf: (outcome: CallOutcome) => CommandOutput,
): ToolReader {
  const commandOf = (call: CallInput) => inputText(call, [field]);
  return {
    action_type: 'command',
    verb,
    target: (call) => firstLine(commandOf(call)),
    details: (outcome) => ({
      ...commandDetails(commandOf(outcome), outputOf(outcome), outcome.error),
      metadata: defined({ purpose: inputText(outcome, ['description']) || undefined }),
    }),
  };
}

function commandDetails(command: string, output: CommandOutput, error?: string): Partial<CapturedRow> {
  const { stdout, exit_code, is_interrupted } = output;
  return defined({
    after_state: defined({
      ...(command !== '' && cutOutput('command', command)),
      ...(stdout !== '' && cutOutput('stdout', stdout)),
      exit_code,
      is_interrupted: is_interrupted || undefined,
    }),
    error_message: error === undefined ? failureOf(output) : cutError(error) || 'Failed',
  });
}

function failureOf({ stdout, exit_code, is_interrupted }: CommandOutput): string | undefined {
  if (exit_code !== undefined && exit_code !== 0) return cutError(`Exit code ${exit_code}\n${stdout}`);
  return is_interrupted ? 'Interrupted' : undefined;
}

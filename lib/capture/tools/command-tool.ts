/** Tools that run shell commands. An exit code other than 0 is a failure, also where the client calls it a success. */
import type { CapturedRow } from '../captured-row';
import { defined } from '../payload';
import { cutError, cutOutput } from '../text/cut-text';
import { firstText, lineOf, type ToolOutcome } from './tool-call';
import type { ToolKind } from './tool-kind';

/** What a command did, wherever the client puts it. */
export interface CommandOutput {
  stdout?: string;
  stderr?: string;
  exit_code?: number;
  is_interrupted?: boolean;
}

/** Returns a kind of tool, from the fields that may hold the command and what finds its output. */
export function runsCommand(
  verb: string,
  fields: readonly string[],
  outputOf: (outcome: ToolOutcome) => CommandOutput,
): ToolKind {
  return {
    action_type: 'command',
    verb,
    target: (call) => lineOf(call, fields),
    details(outcome) {
      const { input, error } = outcome;
      const output = outputOf(outcome);
      return {
        after_state: commandState(firstText(input, fields), output),
        error_message: error === undefined ? failureOf(output) : undefined,
        metadata: defined({ purpose: firstText(input, ['description']) }),
      };
    },
  };
}

function commandState(command: string | undefined, output: CommandOutput): CapturedRow['after_state'] {
  const { stdout, stderr, exit_code, is_interrupted } = output;
  return defined({
    ...(command && cutOutput('command', command)),
    ...(stdout && cutOutput('stdout', stdout)),
    ...(stderr && cutOutput('stderr', stderr)),
    exit_code,
    is_interrupted: is_interrupted || undefined,
  });
}

function failureOf({ stdout, stderr, exit_code, is_interrupted }: CommandOutput): string | undefined {
  if (exit_code !== undefined && exit_code !== 0)
    return cutError(`Exit code ${exit_code}\n${stderr ?? stdout ?? ''}`);
  return is_interrupted ? 'Interrupted' : undefined;
}

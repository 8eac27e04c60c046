/** Reads what a command did: its output and exit code, wherever the client puts them. */
import type { Json, JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { defined, numberOf, objectOf, textOf } from '../payload';
import { cutError, cutOutput } from '../text/cut-text';
import { splitError, splitOutput } from '../text/exit-code';
import { firstText, resultText, type ToolCall } from './tool-call';

export interface CommandState {
  after_state: JsonObject;
  error_message?: string;
}

interface Output {
  stdout?: string;
  stderr?: string;
  exit_code?: number;
}

const COMMAND_FIELDS = ['command', 'cmd', 'script', 'code', 'input'];

/** Returns the command with its output. An exit code that is not 0 is a failure, also where the client calls it a success. */
export function commandState(call: ToolCall): CommandState {
  const output = call.error === undefined ? outputOf(call.response) : outputOfError(call.error);
  const { stdout, stderr, exit_code } = output;
  const command = firstText(call.input, COMMAND_FIELDS);
  return defined({
    after_state: defined({
      ...(command && cutOutput('command', command)),
      ...(stdout && cutOutput('stdout', stdout)),
      ...(stderr && cutOutput('stderr', stderr)),
      exit_code,
      is_interrupted: isInterrupted(call) || undefined,
    }),
    error_message: call.error ? cutError(call.error) : errorOf(output, isInterrupted(call)),
  });
}

function isInterrupted(call: ToolCall): boolean {
  return call.is_interrupted === true || objectOf(call.response).interrupted === true;
}

function outputOf(response: Json | undefined): Output {
  const fields = objectOf(response);
  if (Object.keys(fields).length === 0) return outputOfText(resultText(response) ?? '');
  return {
    stdout: firstText(fields, ['stdout', 'output', 'result']),
    stderr: textOf(fields.stderr),
    exit_code: numberOf(fields.exit_code) ?? numberOf(fields.exitCode) ?? successCode(fields),
  };
}

function outputOfText(text: string): Output {
  const { exit_code, output } = splitOutput(text);
  return { stdout: textOf(output), exit_code };
}

/** Claude Code joins both streams in its error, below the exit code. An error of another shape is no output. */
function outputOfError(error: string): Output {
  const { exit_code, output } = splitError(error);
  return { stdout: textOf(output), exit_code };
}

/** Claude Code reports a finished command only if it succeeded; it explains the exit codes that it accepts, such as 1 of grep. */
function successCode(fields: JsonObject): number | undefined {
  const isPlainEnd =
    fields.interrupted === false &&
    textOf(fields.backgroundTaskId) === undefined &&
    textOf(fields.returnCodeInterpretation) === undefined;
  return isPlainEnd ? 0 : undefined;
}

function errorOf({ stdout, stderr, exit_code }: Output, wasInterrupted: boolean): string | undefined {
  if (exit_code !== undefined && exit_code !== 0)
    return cutError(`Exit code ${exit_code}\n${stderr ?? stdout ?? ''}`);
  return wasInterrupted ? 'Interrupted' : undefined;
}

/** Finds what a command did in the dialect of Claude Code: its output and exit code. */
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { numberOf, objectOf, textOf } from '../payload';
import { splitError, splitOutput } from '../text/exit-code';
import type { CommandOutput } from '../tools/command-tool';
import { firstText, type ToolOutcome } from '../tools/tool-call';

export function hookCommandOutput(outcome: ToolOutcome): CommandOutput {
  const { error, details } = outcome;
  const output = error === undefined ? outputOf(outcome) : splitStdout(splitError(error));
  return { ...output, is_interrupted: outcome.is_interrupted === true || details.interrupted === true };
}

function outputOf({ output, details }: ToolOutcome): CommandOutput {
  if (Object.keys(details).length === 0) return splitStdout(splitOutput(output));
  // What a background task did is in a field of its own.
  const done = { ...details, ...objectOf(details.task) };
  return {
    stdout: firstText(done, ['stdout', 'output', 'result', 'message']),
    stderr: textOf(done.stderr),
    exit_code: numberOf(done.exit_code) ?? numberOf(done.exitCode) ?? successCode(details),
  };
}

/** An error joins both streams, below the exit code. */
function splitStdout({ exit_code, output }: { exit_code?: number; output: string }): CommandOutput {
  return { stdout: textOf(output), exit_code };
}

/** Claude Code reports a finished command only if it succeeded; it explains the exit codes that it accepts, such as 1 of grep. */
function successCode(details: JsonObject): number | undefined {
  const isPlainEnd =
    details.interrupted === false &&
    textOf(details.backgroundTaskId) === undefined &&
    textOf(details.returnCodeInterpretation) === undefined;
  return isPlainEnd ? 0 : undefined;
}

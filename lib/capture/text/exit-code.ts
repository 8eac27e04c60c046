/** Finds the exit code of a command in a text, where the client sends it nowhere else. */

export interface SplitOutput {
  exit_code?: number;
  /** The text without what the client wrote before it. */
  output: string;
}

/** The lines that Codex writes before an output: "Exit code: 3" or "Process exited with code 3" among others, the last one "Output:". */
const HEADER_LINE =
  /^(?:Exit code: (?<exit>-?\d+)|Process exited with code (?<end>-?\d+)|Process running with session ID .*|Wall time: .*|Chunk ID: .*|Original token count: \d+|Total output lines: \d+|Output:)$/;
const MAX_HEADER_LINES = 8;

/** Returns an output and the exit code that its header names. An output without a header has none. */
export function splitOutput(text: string): SplitOutput {
  const lines = text.split('\n', MAX_HEADER_LINES);
  const end = lines.indexOf('Output:');
  const header = lines.slice(0, end === -1 ? 1 : end).map((line) => HEADER_LINE.exec(line));
  if (header.length === 0 || header.includes(null)) return { output: text };
  const codes = header.flatMap((match) => match?.groups?.exit ?? match?.groups?.end ?? []);
  // A single line may be the output of a command, unless no command prints it.
  if (end === -1 && !text.startsWith('Process exited')) return { output: text };
  const output = text.split('\n').slice(Math.max(end, 0) + 1);
  return { exit_code: codes[0] === undefined ? undefined : Number(codes[0]), output: output.join('\n') };
}

/** Returns the exit code and the output that an error of Claude Code holds, such as "Exit code 3\noops". */
export function splitError(text: string): SplitOutput {
  const match = /^(?:Error: )?Exit code (-?\d+)(?:\n|$)/.exec(text);
  return match ? { exit_code: Number(match[1]), output: text.slice(match[0].length) } : { output: '' };
}

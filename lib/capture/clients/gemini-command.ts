import type { CommandOutput } from '../tools/command-tool';

/** The lines that follow the output in the text for the model. The exit code is there only if it is not 0. */
const TRAILER = /^(Error|Exit Code|Signal|Background PIDs|Process Group PGID): (.*)$/;

/** Returns the output and the exit code from the text that Gemini CLI writes for the model; the text on the page as a second choice. */
export function geminiCommandOutput(text: string, display?: string): CommandOutput {
  const inner = text.replace(/^<untrusted_context>\n?/, '').replace(/\n?<\/untrusted_context>\s*$/, '');
  if (/^Command (?:was|execution) .*cancel/i.test(inner)) return { stdout: inner, is_interrupted: true };
  const { lines, trailer } = splitTrailer(inner);
  const code = Number(trailer.get('Exit Code') ?? Number.NaN);
  const hasEnded = trailer.has('Process Group PGID') && !trailer.has('Signal');
  return {
    stdout: outputOf(lines.join('\n')) ?? display ?? inner,
    exit_code: Number.isInteger(code) ? code : hasEnded ? 0 : undefined,
    is_interrupted: (trailer.get('Signal') ?? '(none)') !== '(none)',
  };
}

/** Splits from the end, because a command may print lines that look like the trailer. */
function splitTrailer(text: string): { lines: string[]; trailer: Map<string, string> } {
  const lines = text.trimEnd().split('\n');
  const trailer = new Map<string, string>();
  for (let line = lines.at(-1); line !== undefined; line = lines.at(-1)) {
    const [, name, value] = TRAILER.exec(line) ?? [];
    if (name === undefined || value === undefined || trailer.has(name)) break;
    trailer.set(name, value);
    lines.pop();
  }
  return { lines, trailer };
}

/** Older versions write the command and its folder first. */
function outputOf(text: string): string | undefined {
  const start = /^(?:Command: [\s\S]*?\nDirectory: .*\n)?Output: /.exec(text)?.[0];
  if (start === undefined) return undefined;
  const output = text.slice(start.length);
  return output === '(empty)' ? '' : output;
}

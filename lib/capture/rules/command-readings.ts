/**
 * The ways in which a shell may read a command, for rules that deny or ask: as it is written, and without quotes, folders of programs,
 * words that only begin another command, and shells around it. So no spelling of a command bypasses a rule.
 */
import { splitCommand } from './split-command';

/** How many scripts within scripts are read. */
const MAX_DEPTH = 4;
/** For a longer command, reads only its parts, not the scripts within it. */
const MAX_LENGTH = 20_000;

/** What may stand before the name of a program: brackets, words of the shell, and programs that run another one. */
const BEFORE =
  /^(?:[({!]+\s*|(?:if|then|elif|else|do|while|until|time|sudo|doas|env|command|exec|builtin|nohup|nice|xargs|eval)\s+(?:-\S+\s+)*|[A-Za-z_]\w*=(?:'[^']*'|"[^"]*"|\S*)\s+)+/;
/** The script of `sh -c '…'`. */
const SCRIPT = /\s-\w*c\s+('[^']*'|"(?:\\.|[^"\\])*")/gs;
/** A script that is substituted. */
const SUBSTITUTED = /\$\(([^()]*)\)|`([^`]*)`|[<>]\(([^()]*)\)/g;

/** Returns the text as a shell reads it: without quotes and escapes, with one space between words. */
const unquote = (text: string) =>
  text
    .replace(/\\(.)|['"]/gs, '$1')
    .replace(/\s+/g, ' ')
    .trim();

/** Returns a text without the closing brackets and spaces at its end. An expression would take quadratic time. */
function withoutEnd(text: string): string {
  let end = text.length;
  while (end > 0 && ' )}'.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

function readPart(part: string): string[] {
  const plain = unquote(part);
  const called = withoutEnd(plain.replace(BEFORE, ''));
  return [part, plain, called, called.replace(/^\S*\//, '')];
}

function scriptsIn(command: string): string[] {
  return [
    ...[...command.matchAll(SCRIPT)].map(([, script = '']) =>
      script.slice(1, -1).replace(/\\(["$`\\])/g, '$1'),
    ),
    ...[...command.matchAll(SUBSTITUTED)].map(([, ...found]) => found.find(Boolean) ?? ''),
  ];
}

/** Returns a command as it is written, its parts, and what a shell would make of them. */
export function readCommand(command: string, depth = 0): string[] {
  const joined = command.replace(/\\\r?\n/g, '');
  const inner = depth < MAX_DEPTH && joined.length <= MAX_LENGTH ? scriptsIn(joined) : [];
  return [
    ...new Set([
      command,
      ...splitCommand(joined).flatMap(readPart),
      ...inner.flatMap((script) => readCommand(script, depth + 1)),
    ]),
  ];
}

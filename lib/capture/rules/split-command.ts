/** Splits a shell command into the commands that it runs one after the other, as far as its text shows them. */

/** A text in quotes, in which a shell of the Bourne family finds neither comments nor brackets. */
const QUOTED = /\\.|'[^']*'|"(?:\\.|[^"\\])*"/gs;

/**
 * Returns whether a command runs or writes what its parts do not show: substitutions, redirections, line continuations, here-documents,
 * brackets, and quotes that are read in another way ($'…', and those in comments).
 */
export function hidesCommands(command: string): boolean {
  return /[`<>]|\$[({']|\\\r?\n/.test(command) || /[()]|(?:^|\s)#/.test(command.replace(QUOTED, '""'));
}

/**
 * Returns the parts between `;`, `&`, `|` and line breaks outside of quotes, by default without variables set before them. Such a variable
 * may change which program runs.
 */
export function splitCommand(command: string, hasVariables = false): string[] {
  const parts = command.match(/(?:'[^']*'|"(?:\\.|[^"\\])*"|\\.|[^;&|\n'"\\])+|['"]/gs) ?? [];
  return parts
    .map((part) => part.trim())
    .map((part) => (hasVariables ? part : part.replace(/^(?:[A-Za-z_]\w*=(?:'[^']*'|"[^"]*"|\S*)\s+)+/, '')))
    .filter((part) => part !== '');
}

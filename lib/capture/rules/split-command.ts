/** Splits a shell command into the commands that it runs one after the other, as far as its text shows them. */

/** Returns whether a command runs or writes what its parts do not show: substitutions, redirections, line continuations and here-documents. */
export function hasSubstitution(command: string): boolean {
  return /[`<>]|\$\(|\$\{|\\\n/.test(command);
}

/** Returns the parts between `;`, `&`, `|` and line breaks outside of quotes, without variables set before them. */
export function splitCommand(command: string): string[] {
  const parts = command.match(/(?:'[^']*'|"(?:\\.|[^"\\])*"|\\.|[^;&|\n'"\\])+|['"]/gs) ?? [];
  return parts
    .map((part) => part.trim().replace(/^(?:[A-Za-z_]\w*=(?:'[^']*'|"[^"]*"|\S*)\s+)+/, ''))
    .filter((part) => part !== '');
}

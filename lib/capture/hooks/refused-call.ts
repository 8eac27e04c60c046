/** Decides from the text that Claude Code gives to its model whether a call was refused. Such a call has no event of its own. */

/** The starts of these texts, for refusals by a person, a rule, a hook, a check of the input, and an interruption. */
const REFUSALS: readonly RegExp[] = [
  /^The user doesn['’]t want to (?:proceed with this tool use|take this action)/,
  /^(?:User|Tool use|Permission) (?:rejected|denied|was denied|was rejected|refused)\b/i,
  /^Permission (?:to use|for this) .*denied/s,
  /^Claude requested permissions? to /,
  /^This (?:command|tool|\w+ command) .*requires? approval/s,
  /^\[Request interrupted by user/,
  /^<tool_use_error>/,
  /^(?:Hook )?PreToolUse\b.*(?:denied|error|did not respond)/s,
  /^(?:PermissionRequest hook|Permission denied by hook|Execution stopped by PreToolUse hook)/,
];

/** Returns why a call was refused, without the tags around it; undefined if the tool ran. */
export function refusalOf(text: string): string | undefined {
  if (!REFUSALS.some((refusal) => refusal.test(text))) return undefined;
  return text.replace(/^<tool_use_error>|<\/tool_use_error>$/g, '');
}

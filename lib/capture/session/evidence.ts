/** Compares what an agent claims with the exit codes of its commands. */
import type { CapturedRow } from '../facts';
import { firstLine } from '../payload';

const TEST_COMMAND =
  /\b(?:test|tests|spec|check|vitest|jest|mocha|ava|playwright|cypress|pytest|tox|nox|unittest|rspec|phpunit|ctest)\b/;
/** Words between a negation and the claim would make it no claim: "not all tests pass". */
const CLAIM =
  /(?<!\bnot\s)\b(?:all|the|every|both)\b[^.\n]{0,60}\b(?:tests?|checks?|specs?|suites?)\b[^.\n]{0,40}\b(?:pass|passes|passed|passing|succeed|succeeds|succeeded|green)\b|\btests?\s+(?:now\s+)?(?:pass|are green|are passing)\b/i;

/** Equal failures in a row that count as a loop. */
export const LOOP_LENGTH = 3;

/** Returns whether a row is the run of a test command. */
export function isTestCommand({ action_type, after_state, description }: CapturedRow): boolean {
  const command = typeof after_state?.command === 'string' ? after_state.command : description;
  return action_type === 'command' && TEST_COMMAND.test(command);
}

/** Returns why a final message is disputed: it says that tests pass, and the newest test command failed. */
export function claimProblem(
  message: string | undefined,
  failedTest: string | undefined,
): string | undefined {
  const [claim] = (message !== undefined && CLAIM.exec(message)) || [];
  if (claim === undefined || failedTest === undefined) return undefined;
  return `Claimed “${firstLine(claim, 120)}”, but the newest test command failed: ${failedTest}`;
}

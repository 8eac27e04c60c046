/** Compares what an agent claims with the exit codes of its tests. */
import { firstLine } from '../payload';

/** Ignores a claim after a word such as `not` or `some`. */
const CLAIM =
  /(?<!\b(?:not|no|never|some|few)\b[^.\n]{0,30})(?:\b(?:all|the|every|both)\b[^.\n]{0,60}\b(?:tests?|checks?|specs?|suites?)\b[^.\n]{0,40}\b(?:pass|passes|passed|passing|succeed|succeeds|succeeded|green)\b|\btests?\s+(?:now\s+)?(?:pass|are green|are passing)\b)/i;

/** Returns the part of a final message that says that tests pass. */
export function claimIn(message: string | undefined): string | undefined {
  const [claim] = (message !== undefined && CLAIM.exec(message)) || [];
  return claim === undefined ? undefined : firstLine(claim, 120);
}

/** Returns why a claim that tests pass is disputed: the newest test command failed. */
export function claimProblem(claim: string | undefined, failedTest: string | undefined): string | undefined {
  if (claim === undefined || failedTest === undefined) return undefined;
  return `Claimed “${claim}”, but the newest test command failed: ${failedTest}`;
}

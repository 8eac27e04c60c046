/** Compares what an agent claims with the exit codes of its commands. */
import type { CapturedRow } from '../facts';
import { firstLine } from '../payload';

/** Programs that run tests. */
const RUNNER =
  /(?:^|[;&|(]\s*|(?:\b(?:npx|bunx|pnpm|yarn|exec|run)|\s-m)\s+)(?:vitest|jest|mocha|ava|pytest|tox|nox|unittest|rspec|phpunit|ctest|playwright test|cypress run)\b/;
/** The tests or checks of a project, as its tools start them. */
const TEST_TASK =
  /\b(?:npm|pnpm|yarn|bun|deno|cargo|go|make|mvn|gradle|gradlew|dotnet|mix|rake|rails|swift|just)\s+(?:run\s+|--?\S+\s+)*(?:test|tests|check)\b/;
/** Ignores a claim after a word such as `not` or `some`. */
const CLAIM =
  /(?<!\b(?:not|no|never|some|few)\b[^.\n]{0,30})(?:\b(?:all|the|every|both)\b[^.\n]{0,60}\b(?:tests?|checks?|specs?|suites?)\b[^.\n]{0,40}\b(?:pass|passes|passed|passing|succeed|succeeds|succeeded|green)\b|\btests?\s+(?:now\s+)?(?:pass|are green|are passing)\b)/i;

/** Equal failures in a row that count as a loop. */
export const LOOP_LENGTH = 3;

/** Returns whether a row is the run of a test command. */
export function isTestCommand({ action_type, after_state, description }: CapturedRow): boolean {
  const command = typeof after_state?.command === 'string' ? after_state.command : description;
  return action_type === 'command' && (RUNNER.test(command) || TEST_TASK.test(command));
}

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

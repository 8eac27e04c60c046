/** Knows the commands that run the tests of a project. */
import type { CapturedRow } from '../captured-row';

/** Programs that run tests. */
const RUNNER =
  /(?:^|[;&|(]\s*|(?:\b(?:npx|bunx|pnpm|yarn|exec|run)|\s-m)\s+)(?:vitest|jest|mocha|ava|pytest|tox|nox|unittest|rspec|phpunit|ctest|playwright test|cypress run)\b/;
/** The tests or checks of a project, as its tools start them. */
const TEST_TASK =
  /\b(?:npm|pnpm|yarn|bun|deno|cargo|go|make|mvn|gradle|gradlew|dotnet|mix|rake|rails|swift|just)\s+(?:run\s+|--?\S+\s+)*(?:test|tests|check)\b/;

/** Returns whether a row is the run of a test command. */
export function isTestCommand({ action_type, after_state, description }: CapturedRow): boolean {
  const command = typeof after_state?.command === 'string' ? after_state.command : description;
  return action_type === 'command' && (RUNNER.test(command) || TEST_TASK.test(command));
}

import { expect, test } from 'vitest';
import { claimIn, claimProblem, isTestCommand } from './evidence';

const run = (command: string) => ({
  action_type: 'command',
  description: `Ran ${command}`,
  after_state: { command },
});

test.each([
  'npm test',
  'npm run test:unit',
  'cd app && npx vitest run',
  'pytest -q',
  'cargo test',
  'python -m pytest',
  'make check',
])('knows %j as a test command', (command) => expect(isTestCommand(run(command))).toBe(true));

test.each(['cat test.txt', 'rm -r spec', 'grep test src', 'npm install', 'git commit -m "test"'])(
  'knows %j as no test command',
  (command) => expect(isTestCommand(run(command))).toBe(false),
);

test.each([
  'All tests pass.',
  'Done: all 12 unit tests are passing now',
  'The test suite is green',
  'tests pass',
])('disputes %j after a test that failed', (message) =>
  expect(claimProblem(claimIn(message), 'Ran npm test')).toContain('Ran npm test'),
);

test.each(['Not all tests pass.', 'Two tests fail.', 'I wrote tests.', ''])(
  'does not dispute %j',
  (message) => {
    expect(claimIn(message)).toBe(undefined);
  },
);

test('disputes nothing without a test that failed', () => {
  expect(claimProblem('All tests pass.', undefined)).toBe(undefined);
});

import { expect, test } from 'vitest';
import { claimIn, claimProblem } from './claims';

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

import { expect, test } from 'vitest';
import { actorName } from './actor-name';

test.each([
  ['claude-code (imported by ada@example.com)', 'claude-code'],
  ['claude-code (imported by laptop (old))', 'claude-code'],
  ['worker-1 (laptop)', 'worker-1 (laptop)'],
  ['ada@example.com', 'ada@example.com'],
])('shows %s as %s', (actor, expected) => {
  expect(actorName(actor)).toBe(expected);
});

import { expect, test } from 'vitest';
import { wordsOfAttempts, wordsOfSteps } from './ended-step-words';

const none = { type: [], agent: [], model: [], action: null, estimate: null, reason: null };

test('names the steps of a bar', () => {
  const week = { from: '2026-03-02', to: '2026-03-08' };
  expect(wordsOfSteps(1200, { ...none, status: null }, week)).toBe('1,200 steps ended from 2 Mar to 8 Mar');
  expect(
    wordsOfSteps(
      1,
      { ...none, status: 'failed', type: ['a', 'b'], agent: ['ada'], model: ['m'] },
      { from: '2026-03-02', to: '2026-03-02' },
    ),
  ).toBe('1 step failed on 2 Mar, of the type a or b, of the plans of ada, with m');
});

test('names the steps of an estimate and the attempts of an agent', () => {
  const today = { from: '2026-03-02', to: '2026-03-02' };
  expect(wordsOfSteps(2, { ...none, status: 'completed', action: 'test', estimate: '3' }, today)).toBe(
    '2 steps completed on 2 Mar, action test, in 0.8–1.25 times the estimate',
  );
  expect(wordsOfAttempts(1, { ...none, outcome: 'reopened', actor: 'claude' }, today)).toBe(
    '1 attempt completed and reopened later on 2 Mar, by claude',
  );
  const blocked = { ...none, outcome: 'blocked' as const, actor: null, action: 'test' };
  expect(wordsOfAttempts(2, { ...blocked, reason: 'No network' }, today)).toBe(
    '2 attempts blocked on 2 Mar, action test, “No network”',
  );
  expect(wordsOfAttempts(2, { ...blocked, reason: '' }, today)).toContain('without a reason');
});

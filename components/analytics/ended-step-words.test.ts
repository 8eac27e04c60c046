import { expect, test } from 'vitest';
import { wordsOfSteps } from './ended-step-words';

const none = { type: [], agent: [], model: [] };

test('names the steps of a bar', () => {
  const week = { from: '2026-03-02', to: '2026-03-08' };
  expect(wordsOfSteps(1200, { ...none, status: null }, week)).toBe('1,200 steps ended from 2 Mar to 8 Mar');
  expect(
    wordsOfSteps(
      1,
      { status: 'failed', type: ['a', 'b'], agent: ['ada'], model: ['m'] },
      { from: '2026-03-02', to: '2026-03-02' },
    ),
  ).toBe('1 step failed on 2 Mar, of the type a or b, of the plans of ada, with m');
});

import { expect, test } from 'vitest';
import type { FailureFix } from '@/lib/agent-execution/failures';
import { fixEntry, fixStep, seenWords } from './fix-text';

const fix: FailureFix = {
  plan_id: '7c9e6679-7425-40de-944b-000000000001',
  plan_type: 'release',
  task_title: 'Ship it',
  step_number: 4,
  action: 'install',
  description: 'Install the driver',
  result: null,
  fixed_at: '2026-01-05T10:00:00Z',
  actions: ['npm install pg'],
};
const failure = {
  step_number: 2,
  signature: 'cannot find <path>',
  fingerprint: 'abc123',
  seen: 7,
  plans: 1,
  first_seen_at: null,
  last_seen_at: null,
  fix,
};

test('says how often a failure was seen', () => {
  expect(seenWords(failure)).toBe('Seen 7 times in 1 plan');
  expect(seenWords({ seen: 1000, plans: 30 })).toBe('Seen 1,000 times or more in 30 plans');
});

test('makes a step of a fix that waits for no other step', () => {
  expect(fixStep(fix)).toEqual({
    action: 'install',
    description:
      'Fix this as step 4 of “Ship it” did: Install the driver\n\nWhat was done there:\n- npm install pg',
    depends_on: [],
  });
  expect(fixStep({ ...fix, actions: [] }).description).not.toContain('done there');
});

test('makes an entry that the same failure replaces', () => {
  const entry = fixEntry('plan', failure, fix);
  expect(entry).toMatchObject({ plan_id: 'plan', context_type: 'fix', context_key: 'failure/abc123' });
  expect(entry.context_value).toContain('“cannot find <path>” was fixed by step 4 of “Ship it”');
});

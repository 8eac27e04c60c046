import { expect, test } from 'vitest';
import { fromDatabase } from '@/lib/agent-execution/agent-execution.error';

test.each([
  [
    '23505',
    'duplicate key value violates unique constraint "t_key"',
    'conflict',
    'Read that object, or choose',
  ],
  ['57014', 'canceling statement due to statement timeout', 'unavailable', 'Request less at once'],
])('callers do not get the text of Postgres for %s', (code, message, expected, hint) => {
  const error = fromDatabase({ code, message }, 400);
  expect(error).toMatchObject({ code: expected, hint: expect.stringContaining(hint) });
  expect(error.message).not.toContain(message);
});

test('callers get the text and the hint that a function of the database raises', () => {
  expect(
    fromDatabase({ code: 'AE409', message: 'It is taken.', hint: 'Choose another.' }, 409),
  ).toMatchObject({
    code: 'conflict',
    message: 'It is taken.',
    hint: 'Choose another.',
  });
});

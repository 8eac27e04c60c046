import { expect, test } from 'vitest';
import { eventTime } from '@/lib/agent-execution/event-time';

const created_at = '2026-11-30T12:00:00.123456+00:00';

test.each([
  ['the time of the event', '2026-10-01T08:00:05.000Z', '2026-10-01T08:00:05.000Z'],
  ['null for an event without a time', 'unknown', null],
  ['when the row was recorded, if it says nothing', undefined, created_at],
  ['when the row was recorded, for a later time', '2026-12-01T00:00:00Z', created_at],
  ['when the row was recorded, for a time of another form', '1 October', created_at],
  ['when the row was recorded, for a day that does not exist', '2026-13-45T08:00:05Z', created_at],
  ['when the row was recorded, for a number', 5, created_at],
])('returns %s', (_, occurred_at, expected) => {
  expect(eventTime({ created_at, metadata: occurred_at === undefined ? {} : { occurred_at } })).toBe(
    expected,
  );
});

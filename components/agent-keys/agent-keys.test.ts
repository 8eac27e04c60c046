import { expect, test } from 'vitest';
import { expiryOf } from './key-expiry';
import { restrictionInput, restrictionWords } from './key-restriction';
import { keyStateOf } from './key-state';

const now = Date.parse('2026-03-01T12:00:00Z');

test('returns an expiry after days, at the end of a date, or none', () => {
  expect(expiryOf('never', '', now)).toBeUndefined();
  expect(expiryOf('7', '', now)).toBe('2026-03-08T12:00:00.000Z');
  expect(expiryOf('custom', '2026-03-05', now)).toBe(new Date('2026-03-05T23:59:59').toISOString());
  // undefined would be a key that never expires.
  expect(expiryOf('custom', '', now)).toBe('');
});

test('shows revoked before expired, and a key works until it expires', () => {
  const key = (expires_at: string | null, revoked_at: string | null = null) => ({ expires_at, revoked_at });
  expect(keyStateOf(key(null), now)).toBe('active');
  expect(keyStateOf(key('2026-03-01T12:00:01Z'), now)).toBe('active');
  expect(keyStateOf(key('2026-03-01T12:00:00Z'), now)).toBe('expired');
  expect(keyStateOf(key('2026-03-01T12:00:00Z', '2026-02-01T00:00:00Z'), now)).toBe('revoked');
});

test('describes the access of a key to all data, one task or one plan', () => {
  expect(restrictionInput({ kind: 'all', id: 'x' })).toEqual({});
  expect(restrictionInput({ kind: 'task', id: 'deep-1' })).toEqual({ task_id: 'deep-1' });
  // Omitting it would be a key for all data.
  expect(restrictionInput({ kind: 'plan', id: '' })).toEqual({ plan_id: '' });
  const key = { task_id: null, plan_id: null, task_title: null, plan_type: null };
  expect(restrictionWords(key)).toBeNull();
  expect(restrictionWords({ ...key, task_id: 'a/b', task_title: 'T' })).toEqual({
    kind: 'task',
    title: 'T',
    href: '/tasks/a%2Fb',
  });
  expect(restrictionWords({ ...key, plan_id: 'p', task_title: 'T', plan_type: 'research' })).toEqual({
    kind: 'research plan',
    title: 'T',
    href: '/plans/p',
  });
});

import { expect, test } from 'vitest';
import { expiryOf } from './key-expiry';
import { keyStateOf } from './key-state';

const now = Date.parse('2026-03-01T12:00:00Z');

test('a key expires so many days from now, at the end of a day, or never', () => {
  expect(expiryOf('never', '', now)).toBeUndefined();
  expect(expiryOf('7', '', now)).toBe('2026-03-08T12:00:00.000Z');
  expect(expiryOf('custom', '2026-03-05', now)).toBe(new Date('2026-03-05T23:59:59').toISOString());
  // Not undefined: that would be a key for ever.
  expect(expiryOf('custom', '', now)).toBe('');
});

test('revoked is said before expired, and a key works until the very moment', () => {
  const key = (expires_at: string | null, revoked_at: string | null = null) => ({ expires_at, revoked_at });
  expect(keyStateOf(key(null), now)).toBe('active');
  expect(keyStateOf(key('2026-03-01T12:00:01Z'), now)).toBe('active');
  expect(keyStateOf(key('2026-03-01T12:00:00Z'), now)).toBe('expired');
  expect(keyStateOf(key('2026-03-01T12:00:00Z', '2026-02-01T00:00:00Z'), now)).toBe('revoked');
});

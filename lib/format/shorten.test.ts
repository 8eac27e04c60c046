import { expect, it } from 'vitest';
import { shorten } from './shorten';

it('cuts a longer text, without a blank before the ellipsis', () => {
  expect(shorten('Read the log', 8)).toBe('Read the…');
  expect(shorten('Read the log', 9)).toBe('Read the…');
});

it('keeps a text that is short enough', () => {
  expect(shorten('Read the log', 12)).toBe('Read the log');
});

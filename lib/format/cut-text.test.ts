import { expect, it } from 'vitest';
import { cutText } from './cut-text';

it('cuts a longer text, without a blank before the ellipsis', () => {
  expect(cutText('Read the log', 8)).toBe('Read the…');
  expect(cutText('Read the log', 9)).toBe('Read the…');
});

it('keeps a text that is short enough', () => {
  expect(cutText('Read the log', 12)).toBe('Read the log');
});

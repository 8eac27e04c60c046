import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fitJson, fitText } from './fit-text';

test('does not change a text within the limit', () => {
  expect(fitText('x'.repeat(20_000))).toBe('x'.repeat(20_000));
});

test('cuts a thought of more than 20,000 characters and notes its length', () => {
  const cut = fitText('x'.repeat(34_567));
  expect(cut).toHaveLength(20_000);
  expect(cut).toMatch(/^x+… \[cut from 34,567 characters\]$/);
});

test('fits any text into the limits of characters and JSON bytes, without unstorable characters', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 400 }),
      fc.integer({ min: 100, max: 300 }),
      (text, most) => {
        const cut = fitText(text, most);
        expect(cut.length).toBeLessThanOrEqual(most);
        expect(cut).not.toContain('\0');
        expect(cut.isWellFormed()).toBe(true);
        expect(Buffer.byteLength(JSON.stringify(fitJson(text, most)))).toBeLessThanOrEqual(most);
      },
    ),
  );
});

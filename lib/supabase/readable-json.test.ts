import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readableJson, UNREADABLE } from './readable-json';

const deepList = '['.repeat(5000) + ']'.repeat(5000);
const deepObject = `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`;
/** Returns the JSON text of a value, in which DEEP stands for a value of 5,000 levels. */
const textOf = (value: unknown, deep: string) => JSON.stringify(value).replaceAll('"DEEP"', deep);

describe('readableJson', () => {
  it('does not change a valid response', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const text = JSON.stringify({ rows: [value, '[[[{{{"\\'.repeat(200)] });
        expect(readableJson(text)).toBe(text);
      }),
    );
  });

  it.each([deepList, deepObject])('replaces only the column', (deep) => {
    const row = { id: 1, metadata: { source: 'x' }, description: 'Sound' };
    const text = textOf(
      [
        { ...row, after_state: 'DEEP' },
        { ...row, after_state: { metadata: 'DEEP', context_value: 'v' } },
      ],
      deep,
    );
    expect(JSON.parse(readableJson(text))).toEqual([
      { ...row, after_state: { unreadable: UNREADABLE } },
      { ...row, after_state: { metadata: { unreadable: UNREADABLE }, context_value: 'v' } },
    ]);
  });

  it('keeps the declared fields of a step beside a deep one', () => {
    const step = { step: 1, action: 'work', description: 'Sound' };
    const text = textOf({ plan_json: { steps: [{ ...step, note: 'DEEP' }] } }, deepObject);
    const [read] = JSON.parse(readableJson(text)).plan_json.steps;
    expect(read).toMatchObject(step);
    expect(JSON.stringify(read)).toContain(UNREADABLE);
  });

  it('replaces a million levels so that stringify succeeds', () => {
    const text = readableJson(`{"x": ${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}}`);
    expect(text).toContain(UNREADABLE);
    expect(text.length).toBeLessThan(1000);
  });
});

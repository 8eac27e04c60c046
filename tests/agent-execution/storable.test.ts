import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findUnstorable } from '@/lib/agent-execution/storable';

const nest = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));

describe('findUnstorable', () => {
  it.each<[string, unknown, string]>([
    ['NUL in a text', { description: 'a\0b' }, 'description'],
    ['NUL in a name', { metadata: { 'a\0': 1 } }, 'metadata'],
    ['half a surrogate pair', { logs: [{ after_state: ['\ud800'] }] }, 'logs.0.after_state'],
    ['a number that is not finite', { agent_confidence: Number.NaN }, 'agent_confidence'],
    ['a number beyond doubles', { steps: [{ note: Number.POSITIVE_INFINITY }] }, 'steps.0.note'],
    ['a million levels', { after_state: nest(1_000_000) }, 'after_state'],
    ['a name that objects inherit', JSON.parse('{"metadata":{"__proto__":1}}'), 'metadata'],
    ['a text only', '\udfff', ''],
  ])('names the field with %s', (_name, value, path) => {
    expect(findUnstorable(value)?.path).toBe(path);
  });

  it('stops at an object that contains itself', () => {
    const ring: Record<string, unknown> = {};
    ring.self = ring;
    expect(findUnstorable(ring)?.problem).toContain('deeper');
  });

  it('accepts any well-formed JSON of a hundred levels, except with NUL or the name __proto__', () => {
    const unstorable = /\\u0000|(?<!\\)"__proto__":/;
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        expect(findUnstorable(value)).toEqual(
          unstorable.test(JSON.stringify(value)) ? expect.anything() : null,
        );
      }),
      { examples: [[JSON.parse('[{"__proto__":""}]')], ['"__proto__":']] },
    );
    expect(findUnstorable({ logs: [{ after_state: nest(100) }] })).toBeNull();
  });
});

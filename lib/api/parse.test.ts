import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { MAX_BODY_BYTES, parseWith, queryOf, readJson } from './parse';

function post(body: BodyInit, type = 'application/json'): Request {
  return new Request('http://localhost/', { method: 'POST', body, headers: { 'Content-Type': type } });
}

describe('a JSON body', () => {
  test('comes in as it was sent', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (value) => {
        const text = JSON.stringify(value);
        fc.pre(!text.includes('\\u0000'));
        expect(await readJson(post(text))).toEqual(JSON.parse(text));
      }),
    );
  });

  test('may be absent', async () => {
    expect(await readJson(new Request('http://localhost/', { method: 'POST' }))).toEqual({});
  });

  test.each([
    ['malformed', post('{"a":'), 'invalid_request'],
    ['not UTF-8', post(new Uint8Array([0x22, 0xff, 0x22])), 'invalid_request'],
    ['a form', post('a=1', 'application/x-www-form-urlencoded'), 'unsupported_media_type'],
    [
      'JSON of no type',
      new Request('http://localhost/', { method: 'POST', body: new Blob(['{}']) }),
      'unsupported_media_type',
    ],
    ['with a NUL in a value', post('{"a":["\\u0000"]}'), 'invalid_input'],
    ['with a NUL in a name', post('{"\\u0000":1}'), 'invalid_input'],
    ['too large', post('x'.repeat(MAX_BODY_BYTES + 1)), 'too_large'],
  ])('that is %s is refused', async (_, request, code) => {
    await expect(readJson(request)).rejects.toMatchObject({ code });
  });

  test('may speak of \\u0000 as long as it holds none', async () => {
    expect(await readJson(post('{"a":"\\\\u0000"}'))).toEqual({ a: '\\u0000' });
  });
});

test('a value that does not fit is refused, naming every field', () => {
  const schema = z.strictObject({ a: z.string(), b: z.object({ c: z.number() }) });
  expect(() => parseWith(schema, { a: 1, b: { c: 'x' }, d: 0 })).toThrow(
    expect.objectContaining({
      code: 'invalid_input',
      details: expect.arrayContaining([
        expect.objectContaining({ path: 'a' }),
        expect.objectContaining({ path: 'b.c' }),
        expect.objectContaining({ problem: expect.stringContaining('"d"') }),
      ]),
    }),
  );
});

test('a query string joins what is given several times', () => {
  expect(queryOf('http://localhost/?status=pending&status=blocked&limit=5')).toEqual({
    status: 'pending,blocked',
    limit: '5',
  });
});

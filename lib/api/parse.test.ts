import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { MAX_BODY_BYTES, MAX_ROWS, parseWith, queryOf, readJson, readRows } from './parse';

function post(body: BodyInit, type = 'application/json'): Request {
  return new Request('http://localhost/', { method: 'POST', body, headers: { 'Content-Type': type } });
}

describe('a JSON body', () => {
  test('is returned as it was sent', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (value) => {
        const text = JSON.stringify(value);
        expect(await readJson(post(text))).toEqual(JSON.parse(text));
      }),
    );
  });

  test('may be absent', async () => {
    expect(await readJson(new Request('http://localhost/', { method: 'POST' }))).toEqual({});
  });

  test.each([
    ['malformed', post('{"a":'), 'invalid_request'],
    ['invalid UTF-8 outside of texts', post(new Uint8Array([0x7b, 0xff, 0x7d])), 'invalid_request'],
    ['a form', post('a=1', 'application/x-www-form-urlencoded'), 'unsupported_media_type'],
    [
      'JSON without a content type',
      new Request('http://localhost/', { method: 'POST', body: new Blob(['{}']) }),
      'unsupported_media_type',
    ],
    ['too large', post('x'.repeat(MAX_BODY_BYTES + 1)), 'too_large'],
  ])('is refused if it is %s', async (_, request, code) => {
    await expect(readJson(request)).rejects.toMatchObject({ code });
  });

  test('may contain an escaped \\u0000 as text', async () => {
    expect(await readJson(post('{"a":"\\\\u0000"}'))).toEqual({ a: '\\u0000' });
  });
});

test('refuses an invalid value and names every invalid field', () => {
  const schema = z.strictObject({ a: z.string(), b: z.object({ c: z.number() }) });
  expect(() => parseWith(schema, { a: 1, b: { c: 'x' }, d: 0 })).toThrow(
    expect.objectContaining({
      code: 'invalid_input',
      details: expect.arrayContaining([
        expect.objectContaining({ path: 'a' }),
        expect.objectContaining({ path: 'b.c' }),
        expect.objectContaining({ path: 'd' }),
      ]),
    }),
  );
});

test('joins the values of a repeated query parameter', () => {
  expect(queryOf('http://localhost/?status=pending&status=blocked&limit=5')).toEqual({
    status: 'pending,blocked',
    limit: '5',
  });
});

test.each([
  ['a list', 'application/json', `[[${Array(1_000_000).fill('[]').join(',')}]]`],
  ['lines', 'application/x-ndjson', `"\n${`${'[],'.repeat(150)}\n`.repeat(9_000)}`],
  ['too many lines', 'application/x-ndjson', '1\n'.repeat(MAX_ROWS + 1)],
])('refuses %s of too many values before parsing', async (_, type, body) => {
  const parse = vi.spyOn(JSON, 'parse');
  await expect(readRows(post(body, type), z.unknown())).rejects.toMatchObject({ code: 'too_large' });
  expect(parse).not.toHaveBeenCalled();
  parse.mockRestore();
});

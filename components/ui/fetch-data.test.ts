import { afterEach, expect, test, vi } from 'vitest';
import { FailureError } from '@/lib/action-result';
import { fetchData } from './fetch-data';

afterEach(() => vi.unstubAllGlobals());

const stubFetch = (respond: () => Promise<Response>) => vi.stubGlobal('fetch', vi.fn(respond));
const failureOf = (request: Promise<unknown>) => request.then(() => null).catch((error: unknown) => error);

test('returns the data of a response', async () => {
  stubFetch(async () => Response.json({ data: { id: '1' } }));
  expect(await fetchData('/api/v1/tasks/1')).toEqual({ id: '1' });
});

test("throws the response's error as a failure", async () => {
  stubFetch(async () => Response.json({ error: { message: 'No such plan.', hint: 'List your plans.' } }));
  expect(await failureOf(fetchData('/api/v1/plans/1'))).toMatchObject({
    name: 'FailureError',
    message: 'No such plan.',
    hint: 'List your plans.',
  });
});

test.each([
  ['no response', () => Promise.reject(new TypeError('fetch failed'))],
  ['a response that is not JSON', async () => new Response('<html>', { status: 502 })],
])('throws a failure with the hint after %s', async (_what, respond) => {
  stubFetch(respond);
  const failure = await failureOf(fetchData('/api/v1/plans/1', {}, 'Reload the page.'));
  expect(failure).toBeInstanceOf(FailureError);
  expect(failure).toMatchObject({ message: 'The server did not respond.', hint: 'Reload the page.' });
});

test('rethrows an abort unchanged', async () => {
  stubFetch(() => Promise.reject(new DOMException('aborted', 'AbortError')));
  const signal = AbortSignal.abort();
  expect(await failureOf(fetchData('/api/v1/plans/1', { signal }))).toBe(signal.reason);
});

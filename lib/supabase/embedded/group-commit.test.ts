/** Group commit with a sender whose batches end when the test says so. */
import postgres from 'postgres';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { FastCall } from './fast-calls.ts';
import { createGroupCommit, type GroupCommit, MAX_BATCHES } from './group-commit.ts';
import { ConnectionLostError, RequestGoneError } from './unavailable.ts';

interface Batch {
  runs: FastCall['runs'];
  items: string[];
  /** Responds to every item with its name, in upper case. */
  end(): void;
  answer(bodies: [place: number, body: string][]): void;
  fail(error: unknown): void;
}

let sent: Batch[];
let groupCommit: GroupCommit;

beforeEach(() => {
  sent = [];
  groupCommit = createGroupCommit((runs, items) => {
    const { promise, resolve, reject } = Promise.withResolvers<Map<number, string>>();
    const answer = (bodies: [number, string][]) => resolve(new Map(bodies));
    const end = () => answer(items.map((item, place) => [place, item.toUpperCase()]));
    sent.push({ runs, items, end, answer, fail: reject });
    return promise;
  });
});

/** Resolves after the callbacks that are due, among them the one that sends batches. */
const turn = () => new Promise(setImmediate);

type Given = Partial<FastCall> & { signal?: AbortSignal };

function run(item: string, { signal, ...given }: Given = {}) {
  const call: FastCall = { runs: 'run_moves', item, subject: null, key: item, sharesKey: false, ...given };
  return groupCommit.run(call, signal);
}

/** Starts as many batches as may run. */
async function fill(): Promise<Promise<string | null>[]> {
  const calls: Promise<string | null>[] = [];
  for (let place = 0; place < MAX_BATCHES; place += 1) {
    calls.push(run(`first ${place}`));
    await turn();
  }
  return calls;
}

const names = (count: number) => Array.from({ length: count }, (_, place) => `call ${place}`);

describe('a batch', () => {
  test('holds the calls of one turn, and returns to each its own body', async () => {
    const calls = ['a', 'b', 'c'].map((item) => run(item));
    await turn();
    expect(sent.map(({ items }) => items)).toEqual([['a', 'b', 'c']]);
    sent[0]?.end();
    expect(await Promise.all(calls)).toEqual(['A', 'B', 'C']);
  });

  test('does not wait for other calls while a connection is free', async () => {
    await fill();
    expect(sent.map(({ items }) => items.length)).toEqual(Array(MAX_BATCHES).fill(1));
  });

  test('takes the calls that arrived while the others ran', async () => {
    await fill();
    const calls = names(10).map((name) => run(name));
    await turn();
    expect(sent).toHaveLength(MAX_BATCHES);
    sent[0]?.end();
    await turn();
    await turn();
    expect(sent.slice(MAX_BATCHES).map(({ items }) => items)).toEqual([names(10)]);
    sent.at(-1)?.end();
    expect(await Promise.all(calls)).toEqual(names(10).map((name) => name.toUpperCase()));
  });

  test.each([
    [3, [3]],
    [5, [4, 1]],
    [20, [10, 10]],
    [100, [32, 32]],
  ])('shares %i waiting calls among the connections: %o', async (count, sizes) => {
    for (const name of names(count)) void run(name);
    await turn();
    expect(sent.map(({ items }) => items.length)).toEqual(sizes);
  });

  test('holds calls for one function only', async () => {
    void run('move');
    void run('claim', { runs: 'claim_steps' });
    void run('another move');
    await turn();
    expect(sent.map(({ runs, items }) => [runs, items])).toEqual([
      ['run_moves', ['move', 'another move']],
      ['claim_steps', ['claim']],
    ]);
  });

  test('holds one call of a key, and the next one runs after it', async () => {
    const calls = ['one', 'two', 'three'].map((item) => run(item, { key: 'plan' }));
    await turn();
    expect(sent.map(({ items }) => items)).toEqual([['one']]);
    for (const [place, item] of ['one', 'two', 'three'].entries()) {
      expect(sent.at(-1)?.items).toEqual([item]);
      sent.at(-1)?.end();
      expect(await calls[place]).toBe(item.toUpperCase());
      await turn();
    }
    expect(sent).toHaveLength(3);
  });

  test('holds all calls of a key that they may share, and the next batch with it waits', async () => {
    const shared = { key: 'chain', sharesKey: true };
    const calls = ['one', 'two'].map((item) => run(item, shared));
    await turn();
    calls.push(run('three', shared));
    await turn();
    expect(sent.map(({ items }) => items)).toEqual([['one', 'two']]);
    sent[0]?.end();
    await Promise.all(calls.slice(0, 2));
    await turn();
    expect(sent.map(({ items }) => items)).toEqual([['one', 'two'], ['three']]);
  });

  test('holds all calls without a key', async () => {
    for (const item of ['one', 'two']) void run(item, { key: null });
    await turn();
    expect(sent.map(({ items }) => items)).toEqual([['one', 'two']]);
  });
});

describe('the general path', () => {
  test('runs a call without a body', async () => {
    const calls = ['a', 'b'].map((item) => run(item));
    await turn();
    sent[0]?.answer([[1, 'done']]);
    expect(await Promise.all(calls)).toEqual([null, 'done']);
  });

  test('runs the next calls about the same subject at once, for ten seconds', async () => {
    const now = vi.spyOn(performance, 'now').mockReturnValue(0);
    const call = run('a', { subject: 'plan' });
    await turn();
    sent[0]?.answer([]);
    expect(await call).toBeNull();
    expect(await run('b', { subject: 'plan' })).toBeNull();
    expect(sent).toHaveLength(1);
    void run('c', { subject: 'another plan' });
    now.mockReturnValue(10_001);
    void run('d', { subject: 'plan' });
    await turn();
    expect(sent.slice(1).map(({ items }) => items)).toEqual([['c', 'd']]);
    now.mockRestore();
  });

  test('runs every call of a refused batch', async () => {
    const calls = ['a', 'b'].map((item) => run(item));
    await turn();
    sent[0]?.fail(Object.assign(new postgres.PostgresError('no'), { code: '23514', severity: 'ERROR' }));
    expect(await Promise.all(calls)).toEqual([null, null]);
  });
});

describe('a lost connection', () => {
  test.each([
    ['lost', () => new ConnectionLostError()],
    ['refused', () => Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })],
    [
      'terminated',
      () => Object.assign(new postgres.PostgresError('no'), { code: '57P01', severity: 'FATAL' }),
    ],
  ])('rejects the calls of its batch, because they may have been executed: %s', async (_name, make) => {
    const calls = ['a', 'b'].map((item) => run(item));
    await turn();
    const error = make();
    sent[0]?.fail(error);
    expect(await Promise.allSettled(calls)).toEqual(calls.map(() => ({ status: 'rejected', reason: error })));
    const next = run('a');
    await turn();
    sent[1]?.end();
    expect(await next).toBe('A');
  });
});

describe('a caller that left', () => {
  test('is refused before its call is sent, and the others are not', async () => {
    await fill();
    const client = new AbortController();
    const [gone, stays] = [run('gone', { signal: client.signal }), run('stays')];
    client.abort();
    sent[0]?.end();
    await expect(gone).rejects.toThrow(RequestGoneError);
    sent[MAX_BATCHES]?.end();
    expect(await stays).toBe('STAYS');
  });

  test('does not end the batch that holds its call', async () => {
    const client = new AbortController();
    const calls = [run('gone', { signal: client.signal }), run('stays')];
    await turn();
    client.abort();
    sent[0]?.end();
    expect(await Promise.all(calls)).toEqual(['GONE', 'STAYS']);
  });
});

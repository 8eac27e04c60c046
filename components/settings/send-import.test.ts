import { describe, expect, test } from 'vitest';
import { FailureError } from '@/lib/action-result';
import { sendImport } from './send-import';

const head = '{"export":{"version":1,"user_id":"me"}}';
const row = (n: number) =>
  JSON.stringify({ table: 'deep_work_tasks', row: { id: `t${n}`, title: 'Ünï 漢字' } });
const fileOf = (...lines: string[]) => new Blob([lines.join('\n')]);

function recorder() {
  const calls: { path: string; body: string }[] = [];
  const post = async (path: string, _type: string, body: string) => {
    calls.push({ path, body });
    return { deep_work_tasks: 1 };
  };
  return { calls, post };
}

describe('an import', () => {
  test('sends accept_unverified only if the person accepts it', async () => {
    const { calls, post } = recorder();
    await sendImport(fileOf(head, row(1), '{"end":{"rows":1}}'), () => {}, true, post);
    expect(calls.at(-1)?.body).toBe('{"rows":1,"accept_unverified":true}');
  });

  test('sends every row once, in batches, and then completes', async () => {
    const { calls, post } = recorder();
    const rows = Array.from({ length: 4500 }, (_, n) => row(n));
    const shares: number[] = [];
    const file = fileOf(head, ...rows, '{"end":{"rows":4500}}', '');
    expect(await sendImport(file, (share) => shares.push(share), false, post)).toEqual({
      deep_work_tasks: 1,
    });
    expect(calls.slice(0, -1).flatMap(({ body }) => body.split('\n'))).toEqual(rows);
    expect(calls).toHaveLength(4);
    expect(calls.at(-1)?.body).toBe('{"rows":4500}');
    expect(new Set(calls.map(({ path }) => path.split('/')[2])).size).toBe(1);
    expect(calls[0]?.path).toMatch(
      /^\/imports\/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\/rows$/,
    );
    expect(shares.at(-1)).toBe(1);
  });

  test.each([
    ['is cut', fileOf(head, row(1)), /cut off/],
    ['has fewer rows than it declares', fileOf(head, row(1), '{"end":{"rows":2}}'), /cut off/],
    ['is of another kind', fileOf('{"format":"agent-execution-system"}'), /not an export of all data/],
    ['is not JSON', fileOf('hello'), /Line 1 of the file cannot be read/],
    ['ends within a line', fileOf(head, row(1), '{"table":"deep'), /Line 3/],
    ['is empty', fileOf(head, '{"end":{"rows":0}}'), /no rows/],
  ])('does not complete a file that %s', async (_, file, words) => {
    const { calls, post } = recorder();
    const problem = await sendImport(file, () => {}, false, post).catch((error: unknown) => error);
    expect(problem).toBeInstanceOf(FailureError);
    expect(String(problem)).toMatch(words);
    expect(calls.filter(({ path }) => path.endsWith('/completion'))).toEqual([]);
  });
});

/** Batches of many log rows in one request, as a list or as lines. */
import { beforeAll, describe, expect, test } from 'vitest';
import { createTestCaller, type TestCaller } from '@/tests/support/test-caller';

let agent: TestCaller;
let taskId: string;
beforeAll(async () => {
  agent = await createTestCaller();
  taskId = (await agent.call('POST', '/tasks', { body: { title: 'Batches' } })).body.data.id;
});

const createPlan = async (): Promise<string> => {
  const steps = [{ step: 1, action: 'work', description: 'One' }];
  const { body } = await agent.call('POST', '/plans', { body: { task_id: taskId, plan_type: 'x', steps } });
  return body.data.id;
};
const note = (description: string, more: object = {}) => ({ action_type: 'note', description, ...more });
const lines = (rows: unknown[]) => rows.map((row) => JSON.stringify(row)).join('\n');
const ndjson = { 'Content-Type': 'application/x-ndjson' };
const descriptionsOf = async (id: string): Promise<string[]> => {
  const { body } = await agent.call('GET', `/plans/${id}/logs?order=asc&limit=1000`);
  return body.data.slice(1).map(({ description }: { description: string }) => description);
};

test('appends 10,000 lines in order, with a valid chain', async () => {
  const id = await createPlan();
  const rows = Array.from({ length: 10_000 }, (_, n) => note(`row ${n}`));
  const { status, body } = await agent.call('POST', `/plans/${id}/logs/batch`, {
    body: lines(rows),
    headers: ndjson,
  });
  expect({ status, body }).toEqual({ status: 200, body: { data: { added: 10_000, errors: [] } } });
  expect((await descriptionsOf(id)).slice(0, 3)).toEqual(['row 0', 'row 1', 'row 2']);
  const { body: proof } = await agent.call('GET', `/plans/${id}/verification`);
  expect(proof.data).toMatchObject({ is_valid: true, rows: 10_001 });
});

describe('invalid rows', () => {
  const rows = (id: string) => [
    note('a', { plan_id: id }),
    { plan_id: id, description: 'of no kind' },
    note('b', { plan_id: id, step_number: 7 }),
    note('c', { plan_id: id }),
  ];

  test('abort the whole batch by default', async () => {
    const id = await createPlan();
    const answer = await agent.call('POST', '/logs/batch', { body: rows(id) });
    expect(answer.status).toBe(422);
    expect(answer.body.error.message).toContain('Row 2 of the list: action_type');
    const [first, , third, fourth] = rows(id);
    const refused = await agent.call('POST', '/logs/batch', { body: [first, third, fourth] });
    expect(refused.status).toBe(404);
    expect(refused.body.error.message).toContain('Row 2 of the list: The plan has no step 7.');
    expect(await descriptionsOf(id)).toEqual([]);
  });

  test('are reported by index and skipped with on_error=continue, lines that are not JSON among them', async () => {
    const id = await createPlan();
    const { status, body } = await agent.call('POST', '/logs/batch?on_error=continue', {
      body: `${lines(rows(id))}\n{"half":\n`,
      headers: ndjson,
    });
    expect(status).toBe(200);
    expect(body.data.added).toBe(2);
    expect(body.data.errors.map(({ index, code }: { index: number; code: string }) => [index, code])).toEqual(
      [
        [1, 'invalid_input'],
        [2, 'not_found'],
        [4, 'invalid_input'],
      ],
    );
    expect(await descriptionsOf(id)).toEqual(['a', 'c']);
  });
});

test.each([
  ['no rows', '[]', {}, 422, 'invalid_input'],
  ['an object', '{}', {}, 422, 'invalid_input'],
  ['10,001 rows', JSON.stringify(Array(10_001).fill(note('x'))), {}, 413, 'too_large'],
  ['17 MB', JSON.stringify([note('x'.repeat(17 * 1024 * 1024))]), {}, 413, 'too_large'],
  ['a form', 'a=1', { 'Content-Type': 'application/x-www-form-urlencoded' }, 415, 'unsupported_media_type'],
])('refuses a batch with %s', async (_what, body, headers, status, code) => {
  const answer = await agent.call('POST', '/logs/batch', { body, headers });
  expect(answer.status).toBe(status);
  expect(answer.body.error.code).toBe(code);
});

test('appends a batch with an idempotency key once', async () => {
  const id = await createPlan();
  const request = { body: [note('once')], headers: { 'Idempotency-Key': crypto.randomUUID() } };
  await agent.call('POST', `/plans/${id}/logs/batch`, request);
  const again = await agent.call('POST', `/plans/${id}/logs/batch`, request);
  expect(again.headers.get('idempotency-replayed')).toBe('true');
  expect(await descriptionsOf(id)).toEqual(['once']);
});

/** Imports of a person's export over HTTP: sent as lines, in two steps, by people only. */
import { beforeAll, describe, expect, test } from 'vitest';
import { exportAccountData } from '@/lib/dashboard/account-data';
import { callAs, createTestCaller, type TestCaller } from '@/tests/support/test-caller';
import { signUp } from '@/tests/support/test-client';

const ndjson = { 'Content-Type': 'application/x-ndjson' };
let agent: TestCaller;
let lines: string[];

async function newPerson(): Promise<TestCaller> {
  const db = await signUp();
  const { data } = await db.auth.getSession();
  return callAs(db, data.session?.access_token ?? '');
}

const send = (caller: TestCaller, id: string, body: unknown) =>
  caller.call('POST', `/imports/${id}/rows`, { body, headers: typeof body === 'string' ? ndjson : {} });
const complete = (caller: TestCaller, id: string, rows: number) =>
  caller.call('POST', `/imports/${id}/completion`, { body: { rows } });

beforeAll(async () => {
  agent = await createTestCaller();
  const { body } = await agent.call('POST', '/tasks', { body: { title: 'Moved', due_date: '2027-02-28' } });
  await agent.call('POST', '/plans', {
    body: {
      task_id: body.data.id,
      plan_type: 'chore',
      steps: [{ step: 1, action: 'move', description: 'It' }],
    },
  });
  lines = [];
  for await (const row of exportAccountData(agent.db)) lines.push(JSON.stringify(row));
});

describe('an import over HTTP', () => {
  test('accepts all lines of the file, including its first and last', async () => {
    const person = await newPerson();
    const id = crypto.randomUUID();
    const file = ['{"export":{"version":1}}', ...lines, `{"end":{"rows":${lines.length}}}`];
    expect((await send(person, id, file.slice(0, 3).join('\n'))).body).toEqual({ data: { rows: 2 } });
    expect((await send(person, id, file.slice(3).join('\n'))).body).toEqual({ data: { rows: lines.length } });
    const { status, body } = await complete(person, id, lines.length);
    expect(status).toBe(201);
    expect(body.data).toMatchObject({ deep_work_tasks: 1, agent_execution_plans: 1, agent_api_keys: 1 });
    const tasks = await person.call('GET', '/tasks');
    expect(tasks.body.data).toMatchObject([{ title: 'Moved', due_date: '2027-02-28' }]);
    expect((await person.db.rpc('agent_list_api_keys')).data).toEqual([]);
  });

  test('of a changed log is refused with its first invalid row, and accepted on request', async () => {
    const person = await newPerson();
    const id = crypto.randomUUID();
    const forged = lines.map((line) => line.replace('Created a plan of 1 step', 'Created a plan of 9 steps'));
    await send(person, id, forged.join('\n'));
    const refused = await complete(person, id, lines.length);
    expect([refused.status, refused.body.error.code]).toEqual([422, 'invalid_input']);
    expect(refused.body.error.message).toMatch(
      /^The log of plan \S+ does not verify at row 1 \(seq \d+, create_plan\)/,
    );
    expect(refused.body.error.hint).toContain('accept_unverified');
    expect((await person.call('GET', '/tasks')).body.data).toEqual([]);
    const body = { rows: lines.length, accept_unverified: true };
    expect((await person.call('POST', `/imports/${id}/completion`, { body })).status).toBe(201);
  });

  test('of one changed document is refused, and accepted on request', async () => {
    const person = await newPerson();
    const tasks = await agent.call('GET', '/tasks');
    const { body } = await agent.call('GET', `/tasks/${tasks.body.data[0].id}/export`);
    body.data.plans[0].logs[0].actor = 'Somebody else';
    const refused = await person.call('POST', '/imports', { body: body.data });
    expect(refused.status).toBe(422);
    expect(refused.body.error.message).toContain('does not verify at row 1 ');
    const accepted = await person.call('POST', '/imports', {
      body: { ...body.data, accept_unverified: true },
    });
    expect(accepted.status).toBe(201);
  });

  test('is refused to agents', async () => {
    const id = crypto.randomUUID();
    expect((await send(agent, id, lines.join('\n'))).status).toBe(403);
    expect((await complete(agent, id, lines.length)).status).toBe(403);
  });

  test('of another number of rows is a conflict, and writes nothing', async () => {
    const person = await newPerson();
    const id = crypto.randomUUID();
    await send(person, id, lines.slice(1).join('\n'));
    expect((await complete(person, id, lines.length)).status).toBe(409);
    expect((await person.call('GET', '/tasks')).body.data).toEqual([]);
  });

  test('contains no rows that another person sent', async () => {
    const [one, other] = [await newPerson(), await newPerson()];
    const id = crypto.randomUUID();
    await send(one, id, lines.join('\n'));
    expect((await complete(other, id, lines.length)).status).toBe(409);
  });

  test.each([
    ['a line that is not a row', 'hello'],
    ['a row of no table of an export', '{"table":"agent_context_vectors","row":{}}'],
    ['a row of the database’s own', '{"table":"idempotency_keys","row":{}}'],
    ['a log row without a number', '{"table":"agent_execution_logs","row":{"seq":"x"}}'],
  ])('refuses %s', async (_, line) => {
    const { status, body } = await send(await newPerson(), crypto.randomUUID(), line);
    expect(status).toBe(422);
    expect(body.error.hint).toMatch(/\S/);
  });

  test('refuses a row that is sent twice', async () => {
    const person = await newPerson();
    const id = crypto.randomUUID();
    await send(person, id, lines.join('\n'));
    const { status, body } = await send(person, id, lines[0]);
    expect(status).toBe(422);
    expect(body.error.message).toContain('sent twice');
  });
});

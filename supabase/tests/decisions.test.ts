/** Requests for a decision: who may ask and decide, that exactly one decision counts, and that asking and deciding are log rows. */
import type postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { approver, type Decision, decisionCalls, reader, writer } from './decision-calls.ts';
import {
  type Database,
  declareStep,
  expectError,
  openDatabase,
  other,
  owner,
  serviceRole,
} from './identities.ts';
import { readNewestLog } from './plan-rows.ts';

let db: Database;
let task: string;
let plan: string;

const { ask, decide, list } = decisionCalls(
  () => db,
  () => plan,
);

beforeAll(async () => {
  db = await openDatabase();
  task = await db.makeTask('owner');
});
afterAll(() => db.end());
beforeEach(async () => {
  plan = await db.makePlan('owner', task, [declareStep(1), declareStep(2, { requires_approval: true })]);
});

/** Returns the newest row of a type in the log of the plan. */
async function rowOf(type: string) {
  const [row] =
    await db.sql`select * from agent_execution_logs where plan_id = ${plan} and action_type = ${type}
    order by seq desc limit 1`;
  return row;
}

describe('asking', () => {
  test('is a log row that names the request', async () => {
    const asked = await ask({ request: { tool: 'Bash', input: { command: 'rm -rf build' } } });
    expect(asked).toMatchObject({ status: 'open', step_number: 1, asked_by: "owner's agent" });
    expect(await readNewestLog(db, plan)).toMatchObject({
      action_type: 'request_decision',
      entity_id: asked.id,
      description: 'Run rm -rf build',
      after_state: { request: { tool: 'Bash' }, hash: asked.hash },
    });
  });

  test('the same question while it is open is the same request, and a new one afterwards', async () => {
    const first = await ask();
    expect((await ask()).id).toBe(first.id);
    await decide(first.id, 'allow');
    const second = await ask();
    expect(second.id).not.toBe(first.id);
    expect(second.status).toBe('open');
  });

  test('the same key is the same request for ever', async () => {
    const first = await ask({ key: 'one' });
    await decide(first.id, 'allow');
    expect(await ask({ key: 'one' })).toMatchObject({ id: first.id, status: 'decided' });
  });

  test.each([
    ['a key that may not write', reader, '42501'],
    ['another person', other, 'AE404'],
  ])('is refused for %s', async (_, identity, code) => {
    await expectError(ask({}, identity), code);
  });

  test.each([
    ['an unknown kind', { kind: 'permission' }],
    ['an empty question', { question: ' ' }],
    ['a request that is a list', { request: [1] }],
    ['a deadline of no time', { deadline: 0 }],
    ['questions that are no list', { kind: 'question', request: { questions: { text: 'Which?' } } }],
    ['no questions', { kind: 'question', request: { questions: [] } }],
    ['a question without a text', { kind: 'question', request: { questions: [null, { question: ' ' }] } }],
    ['the key of a captured event', { key: 'event:PermissionRequest:1' }],
  ])('is refused with %s', async (_, asked) => {
    await expectError(ask(asked), 'AE400');
  });

  test('is limited to 100 open requests of a plan', async () => {
    for (let n = 0; n < 100; n += 1) await ask({ key: `k${n}` });
    await expectError(ask({ key: 'k100' }), 'AE409');
  });
});

describe('deciding', () => {
  test('allows a call with a changed input, and logs it with the decider', async () => {
    const { id } = await ask();
    const input = { command: 'rm -r build' };
    const decided = await decide(id, 'allow', { input, message: 'Without -f' });
    expect(decided).toMatchObject({
      status: 'decided',
      outcome: 'allow',
      answer: { input, message: 'Without -f' },
      decided_by: 'owner@example.com',
    });
    expect(await rowOf('make_decision')).toMatchObject({
      entity_id: id,
      description: 'Allowed: Without -f',
      actor_type: 'user',
    });
  });

  test('refuses the mark of a removed secret in a changed field, by its name', async () => {
    const shown = {
      command: 'curl -H [redacted:bearer:1f3a9c] x.test',
      url: '[redacted:url:1f3a9c]',
      timeout: 5,
    };
    const { id } = await ask({ request: { tool: 'Bash', input: shown } });
    const edit = (input: postgres.JSONValue) => decide(id, 'allow', { input });
    await expect(edit({ ...shown, command: `${shown.command} -v` })).rejects.toThrow(/^input\.command /);
    expect(await edit({ ...shown, timeout: 60 })).toMatchObject({ outcome: 'allow' });
  });

  test('keeps fields of an input that are null, also beside a removed secret', async () => {
    const shown = { auth: { token: '[redacted:token:1f3a9c]', scope: null }, limit: null, depth: 1 };
    const { id } = await ask({ request: { tool: 'mcp__x', input: shown } });
    const input = { ...shown, depth: 2 };
    expect((await decide(id, 'allow', { input })).answer).toEqual({ input });
  });

  test('refuses to edit an input that was cut', async () => {
    const cut = { text: 'echo', is_cut: true, length: 90_000, hash: '0'.repeat(64) };
    const { id } = await ask({ request: { tool: 'Bash', input: cut } });
    await expectError(decide(id, 'allow', { input: { ...cut, text: 'ls' } }), 'AE400');
  });

  test('needs a reason for a rejection', async () => {
    const { id } = await ask();
    await expectError(decide(id, 'deny'), 'AE400');
    expect(await decide(id, 'deny', { message: 'Not today' })).toMatchObject({ outcome: 'deny' });
  });

  test('needs the hash of the plan that was read', async () => {
    const { id, hash } = await ask({ kind: 'plan', request: { plan: '1. Build' } });
    await expectError(decide(id, 'allow'), 'AE400');
    await expectError(decide(id, 'allow', { hash: '0'.repeat(64) }), 'AE409');
    expect(await decide(id, 'allow', { hash })).toMatchObject({ outcome: 'allow' });
  });

  test('answers a question by text, and several by their texts', async () => {
    const one = await ask({ kind: 'question', question: 'Which database?' });
    await expectError(decide(one.id, 'allow'), 'AE400');
    await expectError(decide(one.id, 'answer', { answers: {} }), 'AE400');
    expect(await decide(one.id, 'answer', { answers: 'Postgres' })).toMatchObject({
      answer: { answers: 'Postgres' },
    });
    const questions = [{ question: 'Which?' }, { question: 'When?' }];
    const several = await ask({ kind: 'question', question: 'Which?', request: { questions } });
    await expectError(decide(several.id, 'answer', { answers: { 'Which?': 'This' } }), 'AE400');
    const answers = { 'Which?': 'This', 'When?': 'Now' };
    expect(await decide(several.id, 'answer', { answers })).toMatchObject({ answer: { answers } });
  });

  test('answers a captured question of another shape by text', async () => {
    const { id } = await ask({ kind: 'question', question: 'Which?' });
    await db.sql`update agent_decisions set request = '{"questions": [null, {}]}' where id = ${id}`;
    await expectError(decide(id, 'answer', { answers: { '': 'This' } }), 'AE400');
    expect(await decide(id, 'answer', { answers: 'This' })).toMatchObject({ status: 'decided' });
  });

  test('the same decision again, because its response was lost, is success', async () => {
    const { id } = await ask();
    const first = await decide(id, 'allow');
    expect(await decide(id, 'allow')).toEqual(first);
    await expectError(decide(id, 'deny', { message: 'No' }), 'AE409');
    await expectError(decide(id, 'allow', {}, approver), 'AE409');
  });

  test('of two at the same moment exactly one counts, and the other gets its outcome', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { id } = await ask({ key: `round ${round}` });
      const results = await Promise.allSettled([
        decide(id, 'allow'),
        decide(id, 'deny', { message: 'No' }, approver),
      ]);
      const [refused] = results.filter((result) => result.status === 'rejected');
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(String(refused?.reason)).toMatch(/decided already: (allow|deny)/);
      const rows = await db.sql`select count(*)::integer as rows from agent_execution_logs
        where entity_id = ${id} and action_type = 'make_decision'`;
      expect(rows[0]?.rows).toBe(1);
    }
  });

  test.each([
    ['a key without the scope approve', writer, 'AE403'],
    ['another person', other, 'AE404'],
  ])('is refused for %s', async (_, identity, code) => {
    const { id } = await ask();
    await expectError(decide(id, 'allow', {}, identity), code);
    expect(await list()).toMatchObject([{ id, status: 'open' }]);
  });

  test.each([
    ['a key with the scope approve', approver],
    ['the service role', serviceRole],
  ])('is possible for %s', async (_, identity) => {
    const { id } = await ask();
    expect(await decide(id, 'allow', {}, identity)).toMatchObject({ status: 'decided' });
  });
});

describe('a step that awaits approval', () => {
  const reachGate = () => db.as(writer, (tx) => tx`select agent_move_step(${plan}, 1, 'complete_step')`);

  test('is in the list, oldest first, and is decided like any other', async () => {
    await reachGate();
    const { id: asked } = await ask();
    const [gate, request] = await list();
    expect(gate).toMatchObject({ id: `${plan}:2`, kind: 'step', question: 'Step 2', plan_type: 'research' });
    expect(request).toMatchObject({ id: asked });
    await expectError(decide(`${plan}:2`, 'deny'), 'AE400');
    await expectError(decide(`${plan}:2`, 'allow', { hash: '0'.repeat(64) }), 'AE409');
    await expectError(decide(`${plan}:2`, 'allow', {}, writer), 'AE403');
    expect(await decide(`${plan}:2`, 'allow', { hash: gate?.hash, message: 'Fine' }, approver)).toMatchObject(
      {
        outcome: 'allow',
      },
    );
    expect(await rowOf('approve_step')).toMatchObject({ description: 'Fine' });
  });

  test('decides the request that stands for it', async () => {
    await reachGate();
    const [row] = await db.as(
      writer,
      (tx) => tx<Decision[]>`select * from agent_ask(${plan}, 'Approve the plan', 'plan', step_number => 2)`,
    );
    expect(await list()).toMatchObject([{ id: row?.id }]);
    await db.as(owner, (tx) => tx`select agent_move_step(${plan}, 2, 'reject_step', 'Too large')`);
    expect(await list('closed')).toMatchObject([
      { id: row?.id, status: 'decided', outcome: 'deny', answer: { message: 'Too large' } },
    ]);
  });

  test('is not rejected without a reason', async () => {
    await reachGate();
    await expectError(
      db.as(owner, (tx) => tx`select agent_move_step(${plan}, 2, 'reject_step')`),
      'AE400',
    );
  });
});

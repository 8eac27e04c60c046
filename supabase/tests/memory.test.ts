/** Memory that is delivered without a request: what a captured session gets of earlier runs in its folder. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { capturedSessions, create, event } from './captured-sessions.ts';
import {
  agentKey,
  anon,
  type Database,
  expectError,
  type Identity,
  openDatabase,
  other,
  owner,
} from './identities.ts';

let db: Database;
let sessions: ReturnType<typeof capturedSessions>;
const agent = agentKey('owner', 'write');
const reader = agentKey('owner', 'read');
const restricted: Identity = { ...agent, claims: { ...agent.claims, task_id: 'some-task' } };
const SHOP = '/srv/shop';

/** Captures a run in a folder that left entries, and returns its plan. */
async function makeRun(session: string, cwd: string, entries: Record<string, string>): Promise<string> {
  const [id = ''] = (await sessions.capture(agent, [event(session, 'k1')])).sessions;
  await db.as(
    agent,
    (tx) => tx`select agent_project_captured(${id}, 0, '{}'::bigint[],
      ${tx.json([{ ...create, metadata: { captured: true } }])}, ${tx.json({ cwd })})`,
  );
  const [row] =
    await db.sql`select plans -> 'main' ->> 'id' as plan from private.captured_sessions where id = ${id}`;
  for (const [key, value] of Object.entries(entries))
    await db.as(
      agent,
      (tx) => tx`select agent_set_context('result', ${key}, ${value}, plan_id => ${row?.plan})`,
    );
  return row?.plan;
}

const ask = async (
  query: string | null,
  { project = SHOP, session = 'new', identity = agent as Identity } = {},
) => {
  const [row] = await db.as(
    identity,
    (tx) => tx`select agent_project_memory(${project}, 'claude-code', ${session}, ${query}) as it`,
  );
  return row?.it.map((entry: { context_key: string }) => entry.context_key).toSorted();
};
const save = (project: string, isOn: boolean | null, identity: Identity = agent) =>
  db.as(identity, (tx) => tx`select agent_save_memory_project(${project}, ${isOn})`);

beforeAll(async () => {
  db = await openDatabase();
  sessions = capturedSessions(db);
  await makeRun('one', SHOP, {
    cart: 'The sum of the cart is rounded twice, so the total is off by a cent',
    deploy: 'Deployments need the flag for maintenance',
  });
  await makeRun('two', `${SHOP}/api`, { tests: 'The tests of the orders need a database container' });
  await makeRun('three', '/srv/shopping', { other: 'The sum of the cart is right here' });
});
afterAll(() => db.end());

test('a new session gets the newest entries of its folder, and of those around it', async () => {
  expect(await ask(null)).toEqual(['cart', 'deploy', 'tests']);
  expect(await ask(null, { project: `${SHOP}/api/` })).toEqual(['cart', 'deploy', 'tests']);
  expect(await ask(null, { project: '/srv/shopping' })).toEqual(['other']);
  expect(await ask(null, { project: '/srv/unknown' })).toEqual([]);
});

test('a prompt gets what it is about, and nothing if it is about something else', async () => {
  expect(await ask('Why is the sum of the cart off?')).toEqual(['cart']);
  expect(await ask('Explain the "colour" scheme: of -the header')).toEqual([]);
  expect(await ask('Say hello')).toEqual([]);
});

test('nothing is given twice to a session, and it counts as used once the session has a plan', async () => {
  const [cart] = await db.sql`select id from agent_context_memory where context_key = 'cart'`;
  const id = String(cart?.id);
  const usesOf = () => db.sql`select u.via, u.plan_id from agent_context_uses u where u.entry_id = ${id}`;
  const give = () =>
    db.as(agent, (tx) => tx`select agent_give_memory('claude-code', 'given', ${[id]}) as counted`);
  expect(await give()).toMatchObject([{ counted: 0 }]);
  expect(await ask(null, { session: 'given' })).toEqual(['deploy', 'tests']);
  const [again] = await db.as(
    agent,
    (tx) => tx`select agent_project_memory(${SHOP}, 'claude-code', 'given', has_forgotten => true) as it`,
  );
  expect(again?.it).toHaveLength(3);
  expect(await usesOf()).toHaveLength(0);
  const plan = await makeRun('given', SHOP, {});
  expect([...(await usesOf())]).toEqual([{ via: 'pack', plan_id: plan }]);
});

test('a project is off and on by its longest folder', async () => {
  await save('', false);
  expect(await ask(null)).toEqual([]);
  await save(`${SHOP}/`, true);
  expect(await ask(null)).not.toEqual([]);
  await save(SHOP, false);
  await save('', null);
  expect(await ask(null, { project: `${SHOP}/api` })).toEqual([]);
  const [row] = await db.as(owner, (tx) => tx`select agent_list_memory_projects() as it`);
  expect(row?.it).toEqual([{ project: SHOP, is_on: false }]);
  await save(SHOP, null);
  expect(await ask(null)).not.toEqual([]);
});

test('other callers get nothing', async () => {
  expect(await ask(null, { identity: other })).toEqual([]);
  for (const identity of [reader, restricted]) {
    await expectError(ask(null, { identity }), 'AE403');
    await expectError(save(SHOP, false, identity), 'AE403');
  }
  await expectError(ask(null, { identity: anon }), '42501');
});

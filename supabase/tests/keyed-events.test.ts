/** Events that a server stores with the key of an agent: what is stored, for which keys, and which callers may. */
import type postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CreatedKey, createKey, identifyKey } from './agent-keys.ts';
import { event } from './captured-sessions.ts';
import {
  agentKey,
  anon,
  type Database,
  expectError,
  type Identity,
  keyExchange,
  openDatabase,
  other,
  owner,
  serviceRole,
} from './identities.ts';

let db: Database;
beforeAll(async () => {
  db = await openDatabase();
});
afterAll(() => db.end());

interface Call {
  key: string;
  session: string;
  rules_version?: number;
  per_minute?: number | null;
}

const eventsOf = (session: string) => [event(session, 'k1'), event(session, 'k2')];

async function capture(
  { key, session, rules_version = 0, per_minute = null }: Call,
  identity: Identity = keyExchange,
) {
  const [row] = await db.as(
    identity,
    (tx) =>
      tx`select agent_capture_by_key(${key}, 'codex', ${tx.json(eventsOf(session))}, ${rules_version}, ${per_minute}) as result`,
  );
  return row?.result;
}

/** Runs the calls as one batch, and returns the responses in the order of the calls. */
async function captureAll(calls: Call[]) {
  const items = calls.map(({ session, rules_version = 0, ...call }) => ({
    ...call,
    rules_version,
    client: 'codex',
    events: eventsOf(session),
  }));
  const rows = await db.sql<{ body: string }[]>`
    select body from private.capture_by_keys(${db.sql.json(items as postgres.JSONValue)}) order by place`;
  return rows.map(({ body }) => JSON.parse(body));
}

/** Returns the stored events of a session with their owner and the key that opened it. */
const stored = (session: string) => db.sql`
  select s.user_id, s.agent_key_id, e.event_key from private.captured_sessions s
  join private.captured_events e on e.session_id = s.id where s.session = ${session} order by e.id`;

const update = (column: string, value: unknown, { id }: CreatedKey) =>
  db.sql`update agent_api_keys set ${db.sql({ [column]: value }, column)} where id = ${id}`;

test('are stored for the owner of the key, with its identity in the response', async () => {
  const made = await createKey(db);
  const answer = await capture({ key: made.key, session: 'one' });
  expect(answer.identity).toEqual(await identifyKey(db, made.key));
  expect(answer.stored).toEqual({
    received: 2,
    added: 2,
    event_ids: [expect.any(Number), expect.any(Number)],
    sessions: [expect.any(String)],
    has_old_rules: false,
    has_messages: false,
  });
  expect(await stored('one')).toEqual([
    { user_id: 'owner', agent_key_id: made.id, event_key: 'k1' },
    { user_id: 'owner', agent_key_id: made.id, event_key: 'k2' },
  ]);
  expect((await capture({ key: made.key, session: 'one' })).stored).toMatchObject({ received: 2, added: 0 });
});

test.each<[string, (key: CreatedKey) => PromiseLike<unknown>]>([
  ['revoked', (key) => update('revoked_at', new Date(), key)],
  ['expired', (key) => update('expires_at', new Date(Date.now() - 1000), key)],
  ['read-only', (key) => update('scopes', ['read', 'approve'], key)],
  [
    'restricted to a task',
    async (key) => {
      await db.sql`insert into deep_work_tasks (id, user_id, title) values ('some-task', 'owner', 'A task')`;
      await update('task_id', 'some-task', key);
    },
  ],
])('are not stored for a key that is %s since its last event', async (state, change) => {
  const made = await createKey(db);
  expect(await capture({ key: made.key, session: `before ${state}` })).not.toBeNull();
  await change(made);
  expect(await capture({ key: made.key, session: state })).toBeNull();
  expect(await captureAll([{ key: made.key, session: state }])).toEqual([null]);
  expect(await stored(state)).toEqual([]);
});

test('are not stored for an unknown key', async () => {
  expect(await capture({ key: `aes_${'0'.repeat(64)}`, session: 'unknown' })).toBeNull();
  expect(await stored('unknown')).toEqual([]);
});

test('take one request of the key, and are not stored without any left', async () => {
  const { key } = await createKey(db);
  const remaining = [];
  for (const session of ['first', 'second'])
    remaining.push((await capture({ key, session, per_minute: 2 })).identity.allowance.remaining);
  expect(remaining).toEqual([1, 0]);
  expect(await capture({ key, session: 'third', per_minute: 2 })).toBeNull();
  expect(await stored('third')).toEqual([]);
});

test('are not stored with the rules of another version', async () => {
  const { key } = await createKey(db, ['write'], other);
  await db.as(other, (tx) => tx`select agent_save_drop_rules('', ${tx.json([{ tool: 'Bash' }])})`);
  const answer = await capture({ key, session: 'old rules' });
  expect(answer).toMatchObject({ identity: { user_id: 'other' }, stored: { added: 0, has_old_rules: true } });
  expect(await stored('old rules')).toEqual([]);
});

test('of several keys are stored in one batch, each for its owner, and a refused key affects no other', async () => {
  const [own, ended, others] = await Promise.all([
    createKey(db),
    createKey(db),
    createKey(db, ['write'], other),
  ]);
  await db.sql`delete from private.capture_drop_rules`;
  await update('revoked_at', new Date(), ended);
  const keys = [others, ended, own];
  const answers = await captureAll(keys.map(({ key }) => ({ key, session: 'same' })));
  expect(answers).toMatchObject([
    { identity: { key_id: others.id }, stored: { added: 2 } },
    null,
    { identity: { key_id: own.id }, stored: { added: 2 } },
  ]);
  expect(answers[0].stored.sessions).not.toEqual(answers[2].stored.sessions);
  const rows = await stored('same');
  expect(rows.map(({ user_id, event_key }) => `${user_id} ${event_key}`).toSorted()).toEqual([
    'other k1',
    'other k2',
    'owner k1',
    'owner k2',
  ]);
});

test('fail instead of waiting for the row of a key', async () => {
  const { id, key } = await createKey(db);
  await db.as(owner, async (tx) => {
    await tx`update agent_api_keys set name = 'Busy' where id = ${id}`;
    await expectError(captureAll([{ key, session: 'busy' }]), '55P03');
  });
  expect(await captureAll([{ key, session: 'busy' }])).toMatchObject([{ identity: { name: 'Busy' } }]);
});

test.each([owner, agentKey('owner', 'write'), serviceRole, anon])(
  'are refused to any caller but the server',
  async (identity) => {
    const { key } = await createKey(db);
    await expectError(capture({ key, session: 'foreign' }, identity), '42501');
    await expectError(
      db.as(identity, (tx) => tx`select * from private.capture_by_keys('[]')`),
      '42501',
    );
    expect(await stored('foreign')).toEqual([]);
  },
);

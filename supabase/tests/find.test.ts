/** The palette's search: what it finds for whom, and what it leaves out. */
import { afterAll, beforeAll, expect, test } from 'vitest';
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
let planId: string;

interface Found {
  plans: { id: string; state: string }[];
  tasks: { id: string; title: string }[];
  logs: { seq: number; description: string }[];
  context: { context_key: string }[];
}

beforeAll(async () => {
  db = await openDatabase();
  await db.sql`insert into deep_work_tasks (id, user_id, title) values
    ('ledger', 'owner', 'Import the Ledger'), ('old', 'owner', 'Read about a ledger'), ('rate', 'owner', 'Grow by 100% a_b'),
    ('theirs', 'other', 'Import the ledger of others')`;
  planId = await db.makePlan('owner', 'ledger');
  await db.makePlan('other', 'theirs');
  await db.as(owner, async (tx) => {
    await tx`select agent_add_log('note', ${planId}, description => 'Found the Zettelkasten')`;
    await tx`select agent_set_context('notes', 'zettelkasten', 'Slips of paper', plan_id => ${planId})`;
    await tx`select agent_set_context('notes', 'gone', 'zettelkasten', plan_id => ${planId}, expires_at => now() - interval '1 hour')`;
  });
});

afterAll(() => db.end());

async function find(query: string, identity: Identity = owner, maxRows = 5): Promise<Found> {
  const [row] = await db.as(
    identity,
    (tx) => tx<{ found: Found }[]>`select agent_find(${query}, ${maxRows}) as found`,
  );
  if (!row) throw new Error('Nothing was answered.');
  return row.found;
}

test('plans and tasks by words of title and type, what begins with them first', async () => {
  const found = await find('ledger');
  expect(found.tasks.map(({ id }) => id).toSorted()).toEqual(['ledger', 'old']);
  expect(found.plans.map(({ id }) => id)).toEqual([planId]);
  expect((await find('import')).tasks[0]?.id).toBe('ledger');
  expect((await find('research LEDGER')).plans).toHaveLength(1);
  expect((await find('ledger nowhere')).plans).toEqual([]);
});

test('a plan by the start of its id, a log row by its number', async () => {
  expect((await find(planId.slice(0, 13))).plans.map(({ id }) => id)).toEqual([planId]);
  const [log] = (await find('found the')).logs;
  expect((await find(`#${log?.seq}`)).logs).toContainEqual(log);
});

test('a plan in progress whose holder was lost is lost', async () => {
  const stateOf = async () => (await find(planId)).plans[0]?.state;
  expect(await stateOf()).toBe('pending');
  await db.as(agentKey('owner', 'read', 'write'), (tx) => tx`select agent_claim_step(${planId})`);
  expect(await stateOf()).toBe('in_progress');
  await db.sql`update agent_execution_steps set lease_expires_at = now() where lease_owner is not null`;
  expect(await stateOf()).toBe('lost');
});

test('log rows and memory, but not memory that has expired', async () => {
  const { logs, context } = await find('zettelkasten');
  expect(logs.map(({ description }) => description)).toEqual([
    'notes/zettelkasten',
    'Found the Zettelkasten',
  ]);
  expect(context.map(({ context_key }) => context_key)).toEqual(['zettelkasten']);
  expect((await find('slips')).context).toHaveLength(1);
});

test('signs that mean something in a pattern stand for themselves', async () => {
  expect((await find('100%')).tasks.map(({ id }) => id)).toEqual(['rate']);
  expect((await find('a_b')).tasks.map(({ id }) => id)).toEqual(['rate']);
  expect((await find('l%r')).tasks).toEqual([]);
  expect((await find('\\')).tasks).toEqual([]);
});

test('any text is a query, and there are never more rows than asked for', async () => {
  for (const query of ['', '   ', 'a'.repeat(5000), "'; drop table x", 'ffffffff', '#999999999999999', '٣'])
    await find(query);
  expect((await find('', owner, 1)).tasks).toHaveLength(1);
});

test('everyone finds their own; nobody in particular finds nothing at all', async () => {
  expect((await find('ledger', other)).tasks.map(({ id }) => id)).toEqual(['theirs']);
  expect((await find(planId, other)).plans).toEqual([]);
  expect((await find('ledger', agentKey('owner', 'read'))).plans).toHaveLength(1);
  await expectError(find('ledger', anon), '42501');
});

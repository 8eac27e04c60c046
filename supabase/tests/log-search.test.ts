/** Search in the log: in what was done, in commands, outputs, states and metadata, for each door of the database. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  agentKey,
  type Database,
  type Identity,
  openDatabase,
  other,
  owner,
  serviceRole,
} from './identities.ts';

let db: Database;
let plan: string;

beforeAll(async () => {
  db = await openDatabase();
  plan = await db.makePlan('owner', await db.makeTask('owner'));
  await db.as(owner, async (tx) => {
    await tx`select agent_add_log('command', ${plan}, description => 'Ran npm test', error_message => 'Exit code 1',
      after_state => ${tx.json({ command: 'npm test -- "cart"', stdout: 'first\nnote: Café closed\n\\server', exit_code: 137 })},
      metadata => ${tx.json({ purpose: 'Prove the basket' })})`;
    await tx`select agent_add_log('edit', ${plan}, description => 'Edited cart.ts', entity_id => '/srv/cart.ts',
      before_state => ${tx.json({ text: 'const sum = 0;' })}, after_state => ${tx.json({ patch: '-sum\n+total' })})`;
  });
});
afterAll(() => db.end());

const query = (search: string, identity: Identity = owner): Promise<string[]> =>
  db.as(identity, async (tx) => {
    const rows =
      await tx`select l.action_type from agent_query_logs(plan_id => ${plan}, search => ${search}) l`;
    return rows.map((row) => row.action_type);
  });

const view = (search: string): Promise<string[]> =>
  db.as(owner, async (tx) => {
    const [row] = await tx`select agent_log_view(plan_id => ${plan}, search => ${search}) as view`;
    return row?.view.rows.map((found: { action_type: string }) => found.action_type);
  });

test.each([
  ['a command', 'NPM TEST', ['command']],
  ['quotes in a command', '-- "cart"', ['command']],
  ['an output without its accents', 'cafe closed', ['command']],
  ['two lines of an output', 'first\nnote', ['command']],
  ['a backslash', '\\server', ['command']],
  ['a number', '137', ['command']],
  ['metadata', 'prove the basket', ['command']],
  ['an error', 'exit code 1', ['command']],
  ['the state before', 'const sum', ['edit']],
  ['a patch', '+total', ['edit']],
  ['a path', '/srv/cart', ['edit']],
  ['the name of a key', 'stdout', []],
  ['the escape of a line end', 'nnote', []],
  ['signs that like and regular expressions know', '%_.*', []],
])('finds %s', async (_, search, expected) => {
  expect(await query(search)).toEqual(expected);
  expect(await view(search)).toEqual(expected);
});

test('reads the rows oldest first and continues after a row', async () => {
  const rows = await db.as(
    owner,
    (tx) =>
      tx`select l.seq, l.action_type from agent_query_logs(plan_id => ${plan}, search => 'cart', after_seq => 0) l`,
  );
  expect(rows.map((row) => row.action_type)).toEqual(['command', 'edit']);
  const rest = await db.as(
    owner,
    (tx) => tx`select l.action_type from agent_query_logs(search => 'cart', after_seq => ${rows[0]?.seq}) l`,
  );
  expect(rest.map((row) => row.action_type)).toEqual(['edit']);
});

test('finds outputs in the palette', async () => {
  const [row] = await db.as(owner, (tx) => tx`select agent_find('closed cafe') as found`);
  expect(row?.found.logs.map((log: { action_type: string }) => log.action_type)).toEqual(['command']);
});

test.each([
  ['an agent key of the owner', agentKey('owner', 'read'), ['command']],
  ['the service role', serviceRole, ['command']],
  ['another person', other, []],
])('%s finds what they may read', async (_, identity, expected) => {
  expect(await query('npm test', identity)).toEqual(expected);
});

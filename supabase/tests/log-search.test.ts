/** Search in the log: in what was done, in commands, outputs, states and metadata, over each interface. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  agentKey,
  type Database,
  type Identity,
  openDatabase,
  other,
  owner,
  person,
  serviceRole,
  type Transaction,
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

const actionsOf = (rows: { action_type: string }[]) => rows.map((row) => row.action_type);

const query = (search: string, identity: Identity = owner): Promise<string[]> =>
  db.as(identity, async (tx) => {
    const rows = await tx`select agent_search_logs(plan_id => ${plan}, search => ${search}) as found`;
    return actionsOf(rows[0]?.found.rows);
  });

const view = (search: string): Promise<string[]> =>
  db.as(owner, async (tx) => {
    const [row] = await tx`select agent_log_view(plan_id => ${plan}, search => ${search}) as view`;
    return actionsOf(row?.view.rows);
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
  const after = (seq: number, max: number) =>
    db.as(owner, async (tx) => {
      const [row] =
        await tx`select agent_search_logs('cart', after_seq => ${seq}, max_rows => ${max}) as found`;
      return row?.found;
    });
  const first = await after(0, 1);
  expect(actionsOf(first.rows)).toEqual(['command']);
  const rest = await after(first.next_seq, 1);
  expect(actionsOf(rest.rows)).toEqual(['edit']);
  expect(rest.next_seq).toBeNull();
});

test('finds the rows of a task, and those with an action', async () => {
  const found = async (filters: string) => {
    const rows = await db.as(owner, (tx) =>
      tx.unsafe(`select agent_search_logs('cart', ${filters}) as found`),
    );
    return actionsOf(rows[0]?.found.rows);
  };
  const [task] = await db.sql`select task_id from agent_execution_plans where id = ${plan}`;
  expect(await found(`task_id => '${task?.task_id}'`)).toEqual(['edit', 'command']);
  expect(await found(`task_id => 'another'`)).toEqual([]);
  expect(await found(`action_type => '{edit}', actor_type => 'user'`)).toEqual(['edit']);
});

test.each([
  ['newest', false],
  ['oldest', true],
])('a search from the %s row ends in time, and the next one continues it', async (_, isAscending) => {
  const reader = person('reader');
  const far = await db.makePlan('reader', await db.makeTask('reader'));
  const needle = () =>
    db.as(reader, (tx) => tx`select agent_add_log('note', ${far}, description => 'needle')`);
  await needle();
  // The chain is irrelevant here, and the triggers would take a while.
  await db.sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx`insert into agent_execution_logs (seq, plan_id, user_id, action_type, actor_type, actor, created_at, hash)
      select nextval('agent_execution_logs_seq'), ${far}, 'reader', 'note', 'agent', 'x', now(), ''
      from generate_series(1, 250)`;
  });
  await needle();
  const pages: number[] = [];
  for (let next: number | null = null; pages.length === 0 || next !== null; ) {
    const [page]: { seqs: string[]; next_seq: number | null }[] = await db.as(
      reader,
      (
        tx,
      ) => tx`select seqs, next_seq::integer from private.scan_logs(${far}, null, null, null, null, null, false,
        'needle', null, null, ${isAscending ? null : next}, ${isAscending ? next : null}, ${isAscending}, 10, '0')`,
    );
    pages.push(page?.seqs.length ?? 0);
    next = page?.next_seq ?? null;
  }
  expect(pages).toEqual([1, 0, 1]);
});

test('a list of the rows with an action ends in time, and names the call that continues it', async () => {
  const reader = person('reader');
  const list = async (tx: Transaction, action: string) =>
    actionsOf(
      await tx<
        { action_type: string }[]
      >`select action_type from agent_query_logs(action_type => ${[action]}, max_rows => 3)`,
    );
  /** Lists with a search that has no time: it ends after the first rows that it reads. */
  const listInNoTime = async (action: string) => {
    let result: unknown;
    const undo = new Error('undo');
    await db.sql
      .begin(async (tx) => {
        const [scan] = await tx`alter function private.scan_logs rename to scan_in_time`.then(
          () => tx`select pg_get_function_arguments('private.scan_in_time'::regproc) as arguments`,
        );
        await tx.unsafe(`create function private.scan_logs(${scan?.arguments}) language sql as $$
          select * from private.scan_in_time(plan_id, task_id, step_number, action_type, actor_type, confidence_below,
            errors_only, search, start_date, end_date, before_seq, after_seq, is_ascending, max_rows, '0') $$`);
        await tx`grant execute on function private.scan_logs to authenticated`;
        await tx`select set_config('request.jwt.claims', ${JSON.stringify(reader.claims)}, true),
          set_config('role', 'authenticated', true)`;
        result = await list(tx, action).catch((error) => error);
        throw undo;
      })
      .catch((error) => {
        if (error !== undo) throw error;
      });
    return result;
  };
  expect(await db.as(reader, (tx) => list(tx, 'note'))).toEqual(['note', 'note', 'note']);
  expect(await db.as(reader, (tx) => list(tx, 'deploy'))).toEqual([]);
  expect(await listInNoTime('note')).toEqual(['note', 'note', 'note']);
  expect(await listInNoTime('deploy')).toMatchObject({
    code: 'AE413',
    message: expect.stringMatching(/as far as row \d+ in a second, and found 0 of 3 rows/),
    hint: expect.stringContaining('agent_search_logs'),
  });
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

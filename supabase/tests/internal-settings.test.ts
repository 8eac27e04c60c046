/**
 * The settings by which the database's own functions skip triggers have no effect for callers (docs/decisions/0032-internal-settings.md).
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signUp } from '../../tests/support/test-client.ts';
import {
  agentKey,
  type Database,
  declareStep,
  expectError,
  type Identity,
  openDatabase,
  owner,
  serviceRole,
  type Transaction,
} from './identities.ts';

/** The settings, with values that would have an effect if any did. */
const SETTINGS = {
  direct_update: 'yes',
  erased_owner: 'owner',
  importing: 'yes',
  imports_run: 'yes',
  leads_subtask: 'yes',
  sealed: 'yes',
};

let db: Database;

beforeAll(async () => {
  db = await openDatabase();
});

afterAll(() => db.end());

type Setter = (tx: Transaction) => Promise<unknown>;

const none: Setter = async () => {};

/** Functions clear what they set. So a caller would have to set them before every statement. */
const all: Setter = async (tx) => {
  for (const [name, value] of Object.entries(SETTINGS))
    await tx`select set_config(${`agent_execution.${name}`}, ${value}, true)`;
};

/** Writes through tables and functions. Returns what was logged and the state of the plan. */
async function work(identity: Identity, set: Setter): Promise<unknown> {
  const task = await db.makeTask('owner');
  const subtask = crypto.randomUUID();
  await db.as(identity, async (tx) => {
    const steps = tx.json([declareStep(1), declareStep(2, { depends_on: [] })]);
    await set(tx);
    const [plan] = await tx`select id from agent_create_plan(${task}, 'research', ${steps})`;
    const statements = [
      tx`select agent_move_step(${plan?.id}, 1, 'start_step')`,
      tx`select agent_move_step(${plan?.id}, 1, 'complete_step')`,
      tx`insert into agent_execution_logs (plan_id, action_type, description) values (${plan?.id}, 'note', 'By hand')`,
      tx`update agent_execution_steps set status = 'in_progress' where plan_id = ${plan?.id} and step_number = 2`,
      tx`update agent_execution_plans set status = 'paused' where id = ${plan?.id}`,
      tx`insert into deep_work_subtasks (id, task_id, title) values (${subtask}, ${task}, 'Part')`,
      tx`update deep_work_subtasks set completed = true where id = ${subtask}`,
      tx`update deep_work_tasks set title = 'Renamed' where id = ${task}`,
      tx`select agent_set_context('notes', 'k', 'v', task_id => ${task})`,
      tx`select agent_set_context('notes', 'gone', 'v', task_id => ${task})`,
      tx`select agent_delete_context(c.id) from agent_context_memory c where c.task_id = ${task} and c.context_key = 'gone'`,
    ];
    for (const statement of statements) {
      await set(tx);
      await statement;
    }
    // The triggers of tasks and subtasks may run at the end of the transaction.
    await set(tx);
  });
  return {
    logs: await db.sql`
      select l.action_type, l.actor_type, l.actor, l.description, l.step_number, l.hash = private.log_hash(l) as fits,
        l.created_at > now() - interval '1 minute' as is_now
      from agent_execution_logs l left join agent_execution_plans p on p.id = l.plan_id
      where coalesce(l.task_id, p.task_id) = ${task} order by l.seq`,
    plans:
      await db.sql`select status, current_step, completed_steps from agent_execution_plans where task_id = ${task}`,
    words: await db.sql`select search is not null as found from agent_context_memory where task_id = ${task}`,
  };
}

test.each<[string, Identity]>([
  ['a person', owner],
  ['an agent key', agentKey('owner', 'write')],
])('the triggers run the same for %s who sets all of them', async (_, identity) => {
  const expected = await work(identity, none);
  expect(expected).toMatchObject({ plans: [{ status: 'paused', completed_steps: 1 }] });
  expect(await work(identity, all)).toEqual(expected);
});

test.each<[string, Identity]>([
  ['a person', owner],
  ['an agent key', agentKey('owner', 'write')],
  ['the service role', serviceRole],
])('%s who sets all of them cannot write a hash, or change or delete the log', async (_, identity) => {
  const plan = await db.makePlan('owner', await db.makeTask('owner'));
  const attempt = (statement: string) =>
    db.as(identity, async (tx) => {
      await all(tx);
      await tx.unsafe(statement, [plan]);
    });
  for (const column of ['hash', 'prev_hash', 'seq', 'actor', 'created_at'])
    await expectError(
      attempt(
        `insert into agent_execution_logs (plan_id, action_type, ${column}) values ($1, 'note', default)`,
      ),
      '42501',
    );
  await expectError(attempt(`update agent_execution_logs set description = 'x' where plan_id = $1`), 'AE403');
  await expectError(attempt('delete from agent_execution_logs where plan_id = $1'), 'AE403');
  const [log] = await db.sql`select agent_verify_log(${plan}) as proof`;
  expect(log?.proof).toMatchObject({ is_valid: true });
});

test('no caller can set them over the API', async () => {
  const client = await signUp();
  for (const name of ['set_config', 'current_setting', 'call_as']) {
    // No type declares these names, on purpose.
    const { error } = await client.rpc(name as never, { setting_name: 'agent_execution.sealed' } as never);
    expect(error?.code, name).toBe('PGRST202');
  }
});

test('no API role can use the callers that the start generates', async () => {
  const roles = await db.sql`
    select r.rolname, has_schema_privilege(r.oid, n.oid, 'usage') as may
    from pg_roles r, pg_namespace n
    where n.nspname = 'embedded' and r.rolname in ('anon', 'authenticated', 'service_role', 'authenticator') order by 1`;
  expect(roles.map(({ rolname, may }) => [rolname, may])).toEqual([
    ['anon', false],
    ['authenticated', false],
    ['authenticator', true],
    ['service_role', false],
  ]);
});

test('the page about them lists every setting', () => {
  const page = readFileSync('docs/decisions/0032-internal-settings.md', 'utf8');
  const files = readdirSync('supabase/schema', { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.sql'),
  );
  const used = files.flatMap((name) =>
    [...readFileSync(join('supabase/schema', name), 'utf8').matchAll(/'agent_execution\.(\w+)'/g)].map(
      ([, setting]) => setting,
    ),
  );
  const listed = [...page.matchAll(/^\| `agent_execution\.(\w+)`/gm)].map(([, setting]) => setting);
  expect(listed.sort()).toEqual([...new Set(used)].sort());
});

/** Rules that drop contents of captured runs: who may read and save them, and which events the inbox refuses for them. */
import type postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { event } from './captured-sessions.ts';
import {
  agentKey,
  anon,
  type Database,
  expectError,
  type Identity,
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

const agent = agentKey('owner', 'write');
const reader = agentKey('owner', 'read');
const restricted: Identity = { ...agent, claims: { ...agent.claims, task_id: 'some-task' } };
const rules = [{ path_glob: 'secrets/**' }, { tool: 'Bash' }];

async function save(identity: Identity, project: string, value: postgres.JSONValue, userId?: string) {
  const [row] = await db.as(
    identity,
    (tx) => tx`select agent_save_drop_rules(${project}, ${tx.json(value)}, ${userId ?? null}) as result`,
  );
  return row?.result;
}

async function read(identity: Identity) {
  const [row] = await db.as(
    identity,
    (tx) => tx`select agent_list_drop_rules() as listed, agent_read_drop_rules() as read`,
  );
  return row as { listed: unknown; read: { version: number; projects: unknown; sessions: unknown[] } }; // both functions return JSON
}

async function capture(identity: Identity, key: string, version: number) {
  const [row] = await db.as(
    identity,
    (tx) =>
      tx`select agent_capture_events('codex', ${tx.json([event('s1', key)])}, null, ${version}) as result`,
  );
  return row?.result;
}

test('are saved by the owner, an agent that may write, and a trusted server that names the person', async () => {
  expect(await save(owner, '/srv/a/', rules)).toEqual([{ project: '/srv/a', rules }]);
  await save(agent, '/srv/b', [{ tool: 'Read' }]);
  await save(serviceRole, '', [{ tool: 'Web*' }], 'owner');
  const projects = [
    { project: '', rules: [{ tool: 'Web*' }] },
    { project: '/srv/a', rules },
    { project: '/srv/b', rules: [{ tool: 'Read' }] },
  ];
  expect((await read(reader)).listed).toEqual(projects);
  expect((await read(agent)).read.projects).toEqual(projects);
  expect((await read(other)).listed).toEqual([]);
});

test('are closed to other callers', async () => {
  await expectError(save(reader, 'x', rules), 'AE403');
  await expectError(save(restricted, 'x', rules), 'AE403');
  await expectError(save(agent, 'x', rules, 'other'), 'AE403');
  await expectError(save(serviceRole, 'x', rules), 'AE400');
  await expectError(save(anon, 'x', rules), '42501');
  await expectError(read(restricted), 'AE403');
});

test.each<[string, string, postgres.JSONValue]>([
  ['project', 'p'.repeat(1001), rules],
  ['rules', '/srv', { tool: 'Bash' }],
  ['rules', '/srv', Array(101).fill({ tool: 'Bash' })],
  ['rules[1]', '/srv', [{ tool: 'Bash' }, 'Bash']],
  ['rules[0]', '/srv', [{ tool: 'Bash', path_glob: '*' }]],
  ['rules[0]', '/srv', [{ name: 'Bash' }]],
  ['rules[0].tool', '/srv', [{ tool: ' ' }]],
  ['rules[0].path_glob', '/srv', [{ path_glob: 7 }]],
  ['rules[0].path_glob', '/srv', [{ path_glob: '*'.repeat(301) }]],
])('names %s in the error of a value outside the limits', async (field, project, value) => {
  const error = await expectError(save(owner, project, value), 'AE400');
  expect(error.message.startsWith(`${field} is `)).toBe(true);
});

test('replace those of the project, and an empty list removes them', async () => {
  await save(other, '/srv/a', rules);
  expect(await save(other, '/srv/a', [{ tool: 'Read' }])).toEqual([
    { project: '/srv/a', rules: [{ tool: 'Read' }] },
  ]);
  expect(await save(other, '/srv/a', [])).toEqual([]);
});

test('make the inbox refuse events that were prepared with older ones, also after a removal', async () => {
  await save(owner, '/srv/c', rules);
  const { version } = (await read(owner)).read;
  expect(await capture(agent, 'k1', version)).toMatchObject({ added: 1, has_old_rules: false });
  await save(owner, '/srv/c', []);
  expect(await capture(agent, 'k2', version)).toEqual({
    received: 1,
    added: 0,
    event_ids: [],
    sessions: [],
    has_old_rules: true,
    has_messages: false,
  });
  const newer = (await read(owner)).read.version;
  expect(newer).toBeGreaterThan(version);
  expect(await capture(agent, 'k2', newer)).toMatchObject({ added: 1, has_old_rules: false });
});

test('come with the folders of recent sessions', async () => {
  await db.sql`update private.captured_sessions set state = '{"cwd": "/srv/a"}' where session = 's1'`;
  await save(owner, '/srv/a', rules);
  expect((await read(owner)).read.sessions).toEqual([{ client: 'codex', session: 's1', cwd: '/srv/a' }]);
});

test('are deleted with all data of the person', async () => {
  await save(owner, '/srv/a', rules);
  await db.as(owner, (tx) => tx`select agent_delete_everything()`);
  expect((await read(owner)).read).toEqual({ version: 0, projects: [], decisions: [], sessions: [] });
});

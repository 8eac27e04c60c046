/** Templates of plans: who may change them, their versions, and the plans that they create. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  agentKey,
  type Database,
  declareStep,
  expectError,
  openDatabase,
  other,
  owner,
  serviceRole,
  type Transaction,
} from './identities.ts';
import { makeTemplate } from './templates.ts';

let db: Database;

beforeAll(async () => {
  db = await openDatabase();
});

afterAll(() => db.end());

beforeEach(async () => {
  await db.sql`delete from agent_plan_templates`;
});

const agent = agentKey('owner', 'read', 'write');

test('a template keeps its versions and can return to one', async () => {
  const id = await makeTemplate(db);
  await db.as(owner, (tx) => tx`update agent_plan_templates set name = 'Other' where id = ${id}`);
  await db.as(owner, (tx) => tx`update agent_plan_templates set name = 'Other' where id = ${id}`);
  const [back] = await db.as(owner, (tx) => tx`select * from agent_restore_template(${id}, 1)`);
  expect(back).toMatchObject({ name: 'Mine', version: 3, changed_by: 'owner@example.com' });
  const versions = await db.as(
    owner,
    (tx) =>
      tx`select version, name from agent_plan_template_versions where template_id = ${id} order by version`,
  );
  expect(versions.map((version) => version.name)).toEqual(['Mine', 'Other', 'Mine']);
  await expectError(
    db.as(owner, (tx) => tx`select agent_restore_template(${id}, 9)`),
    'AE404',
  );
  await expectError(db.sql`update agent_plan_template_versions set name = 'x'`, 'AE403');
  await expectError(
    db.as(serviceRole, (tx) => tx`delete from agent_plan_template_versions`),
    '42501',
  );
});

test.each(['{{titel}}', '{{title', '{{ti tle}}', '{{}}'])('a template is refused with %s', async (text) => {
  await expectError(makeTemplate(db, text), 'AE400');
});

test('a template can be created and read with a key, but changed and deleted by people only', async () => {
  const id = await makeTemplate(db, 'Do {{title}}', agent);
  expect(await db.as(agent, (tx) => tx`select from agent_plan_templates where id = ${id}`)).toHaveLength(1);
  expect(
    await db.as(agent, (tx) => tx`update agent_plan_templates set name = 'x' where id = ${id} returning 1`),
  ).toHaveLength(0);
  expect(
    await db.as(agent, (tx) => tx`delete from agent_plan_templates where id = ${id} returning 1`),
  ).toHaveLength(0);
  await expectError(
    db.as(agent, (tx) => tx`select agent_restore_template(${id}, 1)`),
    'AE403',
  );
  await expectError(
    db.as(agent, (tx) => tx`select agent_save_template('{"name":"x"}', ${id})`),
    'AE403',
  );
  await expectError(
    db.as(agent, (tx) => tx`select agent_delete_template(${id})`),
    'AE403',
  );
  await expectError(
    db.as(other, (tx) => tx`select agent_delete_template(${id})`),
    'AE404',
  );
  const [saved] = await db.as(
    owner,
    (tx) => tx`select * from agent_save_template('{"reasoning":"Why"}', ${id})`,
  );
  expect(saved).toMatchObject({ name: 'Mine', reasoning: 'Why', version: 2 });
  await expectError(makeTemplate(db, 'x', agentKey('owner', 'read')), '42501');
  expect(await db.as(other, (tx) => tx`select from agent_plan_templates where id = ${id}`)).toHaveLength(0);
  await expectError(
    db.as(other, (tx) => tx`select agent_preview_template(${id}, '{"title":"x"}')`),
    'AE404',
  );
});

test('a template can be made from a plan; the title of its task becomes a placeholder', async () => {
  const task = await db.makeTask('owner');
  const plan = await db.makePlan('owner', task, [
    declareStep(1, { description: 'About Task, {{odd' }),
    declareStep(2, { depends_on: [], requires_approval: true }),
  ]);
  const [made] = await db.as(owner, (tx) => tx`select * from agent_save_plan_as_template(${plan}, 'Past')`);
  expect(made).toMatchObject({ plan_type: 'research', version: 1 });
  expect(made?.steps).toMatchObject([
    { step: 1, description: 'About {{title}}, { {odd' },
    { step: 2, depends_on: [], requires_approval: true },
  ]);
  await expectError(
    db.as(other, (tx) => tx`select agent_save_plan_as_template(${plan}, 'Past')`),
    'AE404',
  );
});

test('a template keeps its name: a second one is refused by name, and changes nothing', async () => {
  const id = await makeTemplate(db);
  const plan = await db.makePlan('owner', await db.makeTask('owner'));
  const [second] = await db.as(owner, (tx) => tx`select * from agent_save_plan_as_template(${plan}, 'Past')`);
  const body = { name: 'Mine', plan_type: 'x', steps: [declareStep(1)] };
  await db.as(owner, (tx) => tx`select agent_save_template('{"name":"New"}', ${id})`);
  await db.as(owner, (tx) => tx`select agent_save_template('{"name":"Mine"}', ${second?.id})`);
  const named = "There is a template named 'Mine' already.";
  for (const call of [
    (tx: Transaction) => tx`select agent_save_template(${tx.json(body)})`,
    (tx: Transaction) => tx`select agent_save_template('{"name":"Mine"}', ${id})`,
    (tx: Transaction) => tx`select agent_save_plan_as_template(${plan}, 'Mine')`,
    (tx: Transaction) => tx`select agent_restore_template(${id}, 1)`,
  ])
    expect(await expectError(db.as(owner, call), 'AE409')).toMatchObject({
      message: named,
      hint: 'Choose another name, or use that template.',
    });
  expect(
    await db.as(owner, (tx) => tx`select name, version from agent_plan_templates order by name`),
  ).toEqual([
    { name: 'Mine', version: 2 },
    { name: 'New', version: 2 },
  ]);
  await db.as(other, (tx) => tx`select agent_save_template(${tx.json(body)})`);
});

test('a template creates a plan for a task of the caller, but not for a task of another person', async () => {
  const id = await makeTemplate(db);
  const task = await db.makeTask('owner');
  const [plan] = await db.as(
    agent,
    (tx) => tx`select * from agent_create_plan_from_template(${id}, ${task})`,
  );
  expect(plan).toMatchObject({
    plan_type: 'bug fix',
    agent_reasoning: 'For nothing',
    metadata: { template_id: id, template_version: 1 },
  });
  const theirs = await db.makeTask('other');
  await expectError(
    db.as(owner, (tx) => tx`select agent_create_plan_from_template(${id}, ${theirs})`),
    'AE404',
  );
});

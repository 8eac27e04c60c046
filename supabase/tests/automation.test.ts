/** Rules that create plans for new tasks: who may change them, what they create, and that a failed rule stops no task. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  agentKey,
  type Database,
  declareStep,
  expectError,
  openDatabase,
  other,
  owner,
  person,
  serviceRole,
} from './identities.ts';
import { makeTemplate } from './templates.ts';

let db: Database;

beforeAll(async () => {
  db = await openDatabase();
});

afterAll(() => db.end());

beforeEach(async () => {
  await db.sql`delete from agent_automation_rules`;
  await db.sql`delete from agent_plan_templates`;
});

const agent = agentKey('owner', 'read', 'write');

async function makeRule(template: string, kind: string, value: string | null = null, identity = owner) {
  const [row] = await db.as(
    identity,
    (tx) => tx`insert into agent_automation_rules (match_kind, match_value, template_id)
      values (${kind}, ${value}, ${template}) returning id`,
  );
  return String(row?.id);
}

async function addTask(title: string, more: { category?: string; description?: string } = {}) {
  const id = crypto.randomUUID();
  await db.sql`insert into deep_work_tasks ${db.sql({ id, user_id: 'owner', title, ...more })}`;
  return id;
}

const plansOf = (taskId: string) => db.sql`
  select p.status, p.created_by, p.agent_reasoning, p.metadata, s.description from agent_execution_plans p
  join agent_execution_steps s on s.plan_id = p.id and s.step_number = 1 where p.task_id = ${taskId}`;

async function listRules() {
  const [row] = await db.as(owner, (tx) => tx`select agent_list_automation_rules() as rules`);
  return row?.rules;
}

describe('a rule', () => {
  test('can be read with a key and changed by its owner only; another person cannot even read it', async () => {
    const template = await makeTemplate(db);
    const id = await makeRule(template, 'default');
    expect(await db.as(agent, (tx) => tx`select from agent_automation_rules`)).toHaveLength(1);
    expect(await db.as(other, (tx) => tx`select from agent_automation_rules`)).toHaveLength(0);
    await expectError(makeRule(template, 'default', null, agent), '42501');
    for (const identity of [agent, other]) {
      expect(
        await db.as(identity, (tx) => tx`update agent_automation_rules set enabled = false returning 1`),
      ).toHaveLength(0);
      expect(await db.as(identity, (tx) => tx`delete from agent_automation_rules returning 1`)).toHaveLength(
        0,
      );
    }
    await expectError(
      db.as(agent, (tx) => tx`select agent_order_automation_rules(${[id]})`),
      'AE403',
    );
    for (const [identity, code] of [
      [agent, 'AE403'],
      [other, 'AE404'],
    ] as const) {
      await expectError(
        db.as(identity, (tx) => tx`select agent_save_automation_rule('{"enabled":false}', ${id})`),
        code,
      );
      await expectError(
        db.as(identity, (tx) => tx`select agent_delete_automation_rule(${id})`),
        code,
      );
    }
    const [off] = await db.as(
      owner,
      (tx) => tx`select agent_save_automation_rule('{"enabled":false}', ${id}) as rule`,
    );
    expect(off?.rule).toMatchObject({ id, enabled: false, match_kind: 'default', template_name: 'Mine' });
    await expectError(makeRule(template, 'default', null, other), '23503');
    await expectError(makeRule(template, 'category'), '23514');
  });

  test('creates a plan as system; the first matching rule wins, and reordering changes which one', async () => {
    const template = await makeTemplate(db);
    const byKeyword = await makeRule(template, 'keyword', 'c++ bug');
    const byCategory = await makeRule(template, 'category', 'Ops');
    const task = await addTask('A C++ bug, {{title}}', { category: 'ops' });
    expect(await plansOf(task)).toMatchObject([
      {
        status: 'pending',
        created_by: 'automation',
        agent_reasoning: 'For ops',
        description: 'Do A C++ bug, {{title}}',
        metadata: { rule_id: byKeyword },
      },
    ]);
    const [log] =
      await db.sql`select actor_type, actor, l.metadata from agent_execution_logs l join agent_execution_plans p on p.id = l.plan_id
      where p.task_id = ${task}`;
    expect(log).toEqual({
      actor_type: 'system',
      actor: 'automation',
      metadata: { rule_id: byKeyword, template_id: template, template_version: 1 },
    });
    await db.as(owner, (tx) => tx`select agent_order_automation_rules(${[byCategory, byKeyword]})`);
    expect(await plansOf(await addTask('A C++ bug', { category: 'OPS ' }))).toMatchObject([
      { metadata: { rule_id: byCategory } },
    ]);
    await expectError(
      db.as(owner, (tx) => tx`select agent_order_automation_rules(${[byCategory]})`),
      'AE409',
    );
    expect(await plansOf(await addTask('C++ bugs', { category: 'unknown' }))).toHaveLength(0);
    expect(await plansOf(await addTask('Else', { description: 'see c++ bug' }))).toHaveLength(1);
    await db.as(owner, (tx) => tx`update agent_automation_rules set enabled = false`);
    expect(await plansOf(await addTask('A C++ bug'))).toHaveLength(0);
    expect(await listRules()).toMatchObject([
      { id: byCategory, runs: 1, template_name: 'Mine', last_error: null },
      { id: byKeyword, runs: 2 },
    ]);
  });

  test.each([
    ['a person', owner],
    ['an agent', agent],
    ['service_role', serviceRole],
  ])('applies when %s creates the task, and the task keeps its creator', async (_, identity) => {
    await makeRule(await makeTemplate(db), 'default');
    const id = crypto.randomUUID();
    const [claims] = await db.as(identity, async (tx) => {
      await tx`insert into deep_work_tasks (id, user_id, title) values (${id}, 'owner', 'T')`;
      return tx`select current_setting('request.jwt.claims')::jsonb as claims`;
    });
    expect(claims?.claims).toEqual(identity.claims);
    expect(await plansOf(id)).toHaveLength(1);
    expect(await plansOf(await db.makeTask('other'))).toHaveLength(0);
  });

  test('creates no second plan for a task that arrives with one', async () => {
    await makeRule(await makeTemplate(db), 'default');
    const [plan] = await db.as(
      owner,
      (tx) =>
        tx`select task_id from agent_create_planned_task('Planned', 'research', ${tx.json([declareStep(1)])})`,
    );
    expect(await plansOf(String(plan?.task_id))).toHaveLength(1);
  });

  test('does not stop the task when it fails, and records why', async () => {
    const template = await makeTemplate(db, '{{description}}');
    await makeRule(template, 'default');
    const add = async (description: string) => {
      const id = await addTask('T', { description });
      expect(await plansOf(id)).toHaveLength(0);
    };
    await add('');
    await db.as(
      owner,
      (tx) => tx`update agent_plan_templates
        set steps = ${tx.json([declareStep(1, { description: '{{description}}{{description}}' })])}`,
    );
    await add('x'.repeat(6000));
    expect(await listRules()).toMatchObject([
      { runs: 2, last_error: expect.stringContaining('longer than 10,000') },
    ]);
    await db.sql`delete from agent_plan_templates`;
    await add('fine');
    expect(await listRules()).toMatchObject([
      { runs: 3, template_id: null, last_error: 'The template of this rule was deleted.' },
    ]);
    const [tried] = await db.as(owner, (tx) => tx`select agent_try_automation('{"title":"T"}') as result`);
    expect(tried?.result).toMatchObject({ plan: null, error: 'The template of this rule was deleted.' });
  });

  test('stops the task on an internal error, which is not an error of the rule', async () => {
    await makeRule(await makeTemplate(db), 'default');
    await db.sql`alter table agent_execution_plans add constraint fault check (plan_type = '') not valid`;
    await expectError(addTask('T'), '23514');
    await db.sql`alter table agent_execution_plans drop constraint fault`;
    expect(await listRules()).toMatchObject([{ runs: 0, last_error: null }]);
  });

  test('skips a task whose words make the reasoning too long', async () => {
    const template = await makeTemplate(db);
    await db.sql`update agent_plan_templates set reasoning = repeat('{{description}}', 20) where id = ${template}`;
    await makeRule(template, 'default');
    await addTask('T', { description: 'x'.repeat(6000) });
    expect(await listRules()).toMatchObject([
      { runs: 1, last_error: expect.stringContaining('longer than 100,000') },
    ]);
  });

  test('can be tried without writing anything', async () => {
    const rule = await makeRule(await makeTemplate(db), 'keyword', 'bug');
    const before = await db.sql`select count(*) from agent_execution_plans`;
    const [tried] = await db.as(
      owner,
      (tx) =>
        tx`select agent_try_automation('{"title":"A bug"}') as hit, agent_try_automation('{"title":"Debug"}') as miss`,
    );
    expect(tried).toMatchObject({
      hit: { rule_id: rule, plan: { steps: [{ description: 'Do A bug' }, {}] }, error: null },
      miss: { rule_id: null, plan: null },
    });
    expect(await db.sql`select count(*) from agent_execution_plans`).toEqual(before);
  });

  test('creates the plans of a thousand tasks inserted at once', async () => {
    await makeRule(await makeTemplate(db, 'Do {{title}}', person('many')), 'default', null, person('many'));
    await db.sql`insert into deep_work_tasks (id, user_id, title) select 'many-' || n, 'many', 'T ' || n from generate_series(1, 1000) n`;
    const [made] =
      await db.sql`select count(distinct task_id)::int as plans from agent_execution_plans where user_id = 'many'`;
    expect(made?.plans).toBe(1000);
  });
});

/** Creates data of every kind for one person through the functions that people and agents call. For tests that move all of it. */
import { readFileSync } from 'node:fs';
import type postgres from 'postgres';
import { declareStep, type Identity, type Transaction } from './identities.ts';

/** Text that a careless format would corrupt. */
export const SPECIAL_TEXT =
  'tab\there, line\nbreak, back\\slash, \\., \\N, "quotes", \'single\', ümlaut, 漢字, 🦊,  ';

/** Creates an account, unless one exists, and the example data of a first start. Returns the id of the person. */
export async function seedAccount(
  sql: postgres.Sql,
  email: string | null = 'owner@example.com',
): Promise<string> {
  if (email)
    await sql`insert into auth.users (id, email, aud, role, created_at, updated_at)
      values (gen_random_uuid(), ${email}, 'authenticated', 'authenticated', now(), now())`;
  await sql.unsafe(readFileSync('supabase/seed.sql', 'utf8'));
  const [account] = await sql<{ id: string }[]>`select id::text from auth.users order by created_at limit 1`;
  return account?.id ?? '';
}

type RunAs = (identity: Identity, work: (tx: Transaction) => Promise<unknown>) => Promise<unknown>;

interface World {
  sql: postgres.Sql;
  as: RunAs;
  user: string;
}

const identitiesOf = (user: string) => ({
  human: {
    role: 'authenticated',
    claims: { sub: user, role: 'authenticated', email: 'owner@example.com' },
  } as const,
  agent: {
    role: 'authenticated',
    claims: { sub: user, role: 'authenticated', agent_name: 'builder', scopes: ['read', 'write'] },
  } as const,
});

/** Creates tasks, subtasks, plans with versions, sub-plans, gates, leases, links, and context of every scope with its history. */
export async function makeWork({ as, user }: World): Promise<void> {
  const { human, agent } = identitiesOf(user);
  await as(human, async (tx) => {
    const [task] = await tx<{ task: { id: string } }[]>`
      select agent_create_task(${tx.json({ title: `Rich ${SPECIAL_TEXT}`, description: SPECIAL_TEXT, category: 'ops', priority: 'HIGH', due_date: '2027-02-28' })}) as task`;
    const taskId = task?.task.id ?? '';
    const [plan] = await tx<{ id: string }[]>`
      select id from agent_create_plan(${taskId}, 'implementation', ${tx.json([
        declareStep(1, { description: SPECIAL_TEXT, estimated_duration: 12.5 }),
        declareStep(2, { requires_approval: true }),
        declareStep(3, { depends_on: [1], max_attempts: 2 }),
        declareStep(4, { depends_on: [] }),
      ])}, ${SPECIAL_TEXT}, '{"k": {"deep": [1, null, "x"]}}')`;
    const planId = plan?.id ?? '';
    await tx`select agent_create_subtasks(${planId})`;
    await tx`select agent_save_subtask(${taskId}, ${tx.json({ title: 'By hand', priority: 'URGENT', estimated_time: 30, completed: true })})`;
    const [gone] = await tx<
      { id: string }[]
    >`select agent_save_subtask(${taskId}, '{"title": "Gone"}') ->> 'id' as id`;
    await tx`select agent_delete_subtask(${taskId}, ${gone?.id ?? ''})`;
    await tx`select agent_move_step(${planId}, 1, 'start_step')`;
    await tx`select agent_move_step(${planId}, 1, 'complete_step', 'done', '{"found": 3}', 0.75)`;
    await tx`select agent_move_step(${planId}, 3, 'skip_step')`;
    await tx`select agent_undo_move(${planId}, 3)`;
    await tx`select agent_move_step(${planId}, 2, 'approve_step')`;
    const [child] = await tx<{ id: string }[]>`
      select id from agent_create_plan(${taskId}, 'research', ${tx.json([declareStep(1), declareStep(2)])},
        parent_plan_id => ${planId}, parent_step_number => 4)`;
    await tx`select agent_move_step(${child?.id ?? ''}, 1, 'start_step')`;
    await tx`select agent_edit_step(${planId}, 3, '{"description": "Edited"}')`;
    await tx`select agent_update_plan(${planId}, agent_reasoning => 'Changed my mind')`;
    await tx`select agent_set_context('notes', 'of the plan', ${SPECIAL_TEXT}, plan_id => ${planId}, step_number => 2, metadata => '{"m": 1}')`;
    await tx`select agent_set_context('notes', 'of the plan', 'second value', plan_id => ${planId})`;
    await tx`select agent_set_context('notes', 'of the task', 'value', task_id => ${taskId}, ttl_seconds => 86400)`;
    for (const key of ['of the person', 'deleted', 'deleted and set again'])
      await tx`select agent_set_context('notes', ${key}, ${`first of ${key}`})`;
    await tx`delete from agent_context_memory where context_key like 'deleted%'`;
    await tx`select agent_set_context('notes', 'deleted and set again', 'again')`;
    await tx`select agent_report_usage(${planId}, '[{"usage_key": "u1", "step_number": 2, "model": "claude-sonnet-4-5", "input_tokens": 1200, "output_tokens": 30, "cost_usd": 0.004}]')`;
    await tx`select agent_set_budget(${planId}, limit_usd => 5), agent_set_budget(task_id => ${taskId}, limit_tokens => 100000)`;
    const [asked] = await tx<
      { id: string }[]
    >`select id from agent_ask(${planId}, 'Which one?', step_number => 2)`;
    await tx`select agent_decide(${asked?.id ?? ''}, 'answer', answers => '"This one"')`;
    await tx`select agent_update_task(${taskId}, '{"completed": true}')`;
    await tx`select agent_update_task(${taskId}, '{"priority": "URGENT"}')`;
    await tx`select agent_add_log('note', null, description => ${SPECIAL_TEXT})`;
    await tx`select agent_replan(${planId}, ${tx.json([
      declareStep(1, { description: SPECIAL_TEXT, estimated_duration: 12.5 }),
      declareStep(2, { requires_approval: true }),
      declareStep(3, { depends_on: [1], max_attempts: 2, description: 'Edited' }),
      declareStep(4, { depends_on: [] }),
      declareStep(5),
    ])}, 'One more')`;
  });
  await as(agent, async (tx) => {
    await tx`select agent_claim_step(lease_seconds => 3600, claim_key => gen_random_uuid()::text)`;
    await tx`select agent_add_log('tool_call', null, entity_id => 'src/main.ts', description => 'edited',
      after_state => '{"output": "ok", "n": 1e3, "nested": {"a": [true, false]}}')`;
  });
}

/** Creates templates with versions, rules with a run, views, retention and keys. */
export async function makeSettings({ as, user }: World): Promise<void> {
  const { human } = identitiesOf(user);
  await as(human, async (tx) => {
    const [template] = await tx<{ id: string }[]>`
      select id from agent_save_template(${tx.json({ name: 'Release', plan_type: 'release', reasoning: SPECIAL_TEXT.replaceAll('{', ''), steps: [declareStep(1, { description: 'Ship {{title}}' })] })})`;
    const id = template?.id ?? '';
    await tx`select agent_save_template('{"name": "Release it"}', ${id})`;
    await tx`insert into agent_automation_rules (match_kind, match_value, template_id) values ('category', 'shipping', ${id})`;
    await tx`insert into agent_automation_rules (match_kind, template_id, enabled) values ('default', ${id}, false)`;
    await tx`select agent_create_task('{"title": "Ship version 2", "category": "shipping"}')`;
    await tx`insert into agent_saved_views (name, query) values ('Mine', 'status=in_progress')`;
    await tx`insert into agent_context_retention (context_type, keep_days) values ('notes', 30)`;
    await tx`select agent_save_drop_rules('/srv/shop', '[{"path_glob": "secrets/**"}, {"tool": "WebFetch"}]')`;
    await tx`select agent_save_memory_project('/srv/secret', false)`;
    await tx`select agent_save_decision_rules('/srv/shop', '[{"effect": "deny", "pattern": "git push*"}]')`;
    await tx`select agent_create_api_key('free', '{read,write}')`;
    await tx`select agent_create_api_key('one task', '{read}', task_id => (select max(id) from deep_work_tasks where title = 'Ship version 2'))`;
  });
}

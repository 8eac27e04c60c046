/** The data for a key that is restricted to one task or one plan: rows inside its scope, and many outside. */
import { agentKey, type Database, declareStep, type Identity, owner } from './identities.ts';

/** A word that all rows outside both keys contain. */
export const SECRET = 'zebrafish';

/** `task` has `plan` and `sibling`; `elsewhere` is another task of the same owner, with `stranger`, as are `template` and `rule`. */
export const ids = {
  task: 'inside',
  elsewhere: `elsewhere-${SECRET}`,
  plan: '',
  sibling: '',
  stranger: '',
  template: '',
  rule: '',
  /** An import of the owner that is staged and not completed. */
  import: 'f1b6f1de-0000-4000-8000-000000000000',
  /** Requests of `plan`, `sibling` and `stranger`. */
  decisions: [1, 2, 3].map((n) => `f1b6f1de-0000-4000-8000-00000000000${n}`),
};
export const entries = { plan: '', sibling: '', task: '', stranger: '', nowhere: '' };
export const subtasks = { inside: '', outside: '' };

export type Kind = 'task' | 'plan';
export const restricted = (kind: Kind): Identity => {
  const key = agentKey('owner', 'read', 'write', 'approve');
  return {
    ...key,
    claims: { ...key.claims, ...(kind === 'task' ? { task_id: ids.task } : { plan_id: ids.plan }) },
  };
};

const entriesOf = (kind: Kind) =>
  (kind === 'task' ? [entries.plan, entries.sibling, entries.task] : [entries.plan])
    .map((id) => `'${id}'`)
    .join();
const plansOf = (kind: Kind) =>
  (kind === 'task' ? [ids.plan, ids.sibling] : [ids.plan]).map((id) => `'${id}'`).join();
const ofPlans = (kind: Kind) =>
  kind === 'task'
    ? `select id from public.agent_execution_plans where task_id = '${ids.task}'`
    : plansOf(kind);

/** For each table, the rows that a key may see. A new table needs a line here and a policy that enforces it. */
export const inside: Record<string, (kind: Kind) => string> = {
  deep_work_tasks: () => `id = '${ids.task}'`,
  deep_work_subtasks: (kind) => (kind === 'task' ? `task_id = '${ids.task}'` : 'false'),
  // A key for a task may have created more plans.
  agent_execution_plans: (kind) => (kind === 'task' ? `task_id = '${ids.task}'` : `id in (${plansOf(kind)})`),
  agent_execution_steps: (kind) => `plan_id in (${ofPlans(kind)})`,
  agent_plan_versions: (kind) => `plan_id in (${ofPlans(kind)})`,
  agent_execution_logs: (kind) =>
    `plan_id in (${ofPlans(kind)})${kind === 'task' ? ` or task_id = '${ids.task}'` : ''}`,
  agent_context_memory: (kind) =>
    kind === 'task' ? `task_id = '${ids.task}'` : `plan_id in (${plansOf(kind)})`,
  // A read for no plan belongs to its entry, even after the entry is deleted.
  agent_context_uses: (kind) =>
    `plan_id in (${ofPlans(kind)}) or plan_id is null and entry_id in (${entriesOf(kind)})`,
  agent_usage: (kind) => `plan_id in (${ofPlans(kind)})`,
  agent_messages: (kind) => `plan_id in (${ofPlans(kind)})`,
  agent_decisions: (kind) => `plan_id in (${ofPlans(kind)})`,
  agent_budgets: (kind) =>
    `plan_id in (${ofPlans(kind)})${kind === 'task' ? ` or task_id = '${ids.task}'` : ''}`,
  agent_context_vectors: (kind) =>
    `entry_id in (select id from public.agent_context_memory where ${inside.agent_context_memory?.(kind)})`,
  agent_context_retention: () => 'false',
  agent_saved_views: () => 'false',
  agent_plan_templates: () => 'false',
  agent_plan_template_versions: () => 'false',
  agent_automation_rules: () => 'false',
  agent_automation_runs: () => 'false',
  agent_api_keys: () => 'false',
};
export async function makeWorld(db: Database): Promise<void> {
  const { sql } = db;
  await sql`insert into deep_work_tasks (id, user_id, title, description)
    values (${ids.task}, 'owner', 'Shared title', 'Inside'), (${ids.elsewhere}, 'owner', ${SECRET}, ${SECRET})`;
  const steps = (text: string) =>
    [1, 2, 3].map((n) => declareStep(n, { description: text, requires_approval: n === 3 }));
  ids.plan = await db.makePlan('owner', ids.task, steps('inside'));
  ids.sibling = await db.makePlan('owner', ids.task, steps('sibling'));
  ids.stranger = await db.makePlan('owner', ids.elsewhere, steps(SECRET));
  await db.as(owner, async (tx) => {
    const set = async (place: { plan_id?: string; task_id?: string }, text: string) => {
      const [row] = await tx<{ entry: { id: string } }[]>`
        select agent_set_context('research', 'finding', ${`shared finding ${text}`},
          plan_id => ${place.plan_id ?? null}, task_id => ${place.task_id ?? null}) as entry`;
      return row?.entry.id ?? '';
    };
    entries.plan = await set({ plan_id: ids.plan }, 'inside');
    entries.sibling = await set({ plan_id: ids.sibling }, 'sibling');
    entries.task = await set({ task_id: ids.task }, 'task');
    entries.stranger = await set({ plan_id: ids.stranger }, SECRET);
    entries.nowhere = await set({}, SECRET);
    await tx`insert into agent_execution_logs ${tx([
      { plan_id: ids.plan, task_id: null, action_type: 'note', description: 'inside' },
      { plan_id: null, task_id: ids.task, action_type: 'note', description: 'task' },
      { plan_id: ids.stranger, task_id: null, action_type: 'note', description: SECRET },
      { plan_id: null, task_id: null, action_type: 'note', description: SECRET },
    ])}`;
    await tx`insert into agent_context_retention (context_type, keep_days) values (${SECRET}, 3)`;
    await tx`insert into agent_saved_views (name, query) values (${SECRET}, '')`;
    await tx`select agent_create_api_key(${SECRET})`;
    const [template] = await tx<{ id: string }[]>`insert into agent_plan_templates (name, plan_type, steps)
      values (${SECRET}, ${SECRET}, ${tx.json([declareStep(1)])}) returning id`;
    ids.template = template?.id ?? '';
    const [rule] = await tx<
      { id: string }[]
    >`insert into agent_automation_rules (match_kind, match_value, template_id)
      values ('category', ${SECRET}, ${ids.template}) returning id`;
    ids.rule = rule?.id ?? '';
  });
  const makeSubtask = async (task: string, title: string) => {
    const [row] = await sql<
      { id: string }[]
    >`insert into deep_work_subtasks (task_id, title) values (${task}, ${title}) returning id`;
    return row?.id ?? '';
  };
  subtasks.inside = await makeSubtask(ids.task, 'Part');
  subtasks.outside = await makeSubtask(ids.elsewhere, SECRET);
  await sql`insert into agent_context_uses (entry_id, user_id, plan_id, step_number, actor, via)
    select id, user_id, plan_id, 1, 'a', 'get' from agent_context_memory`;
  await sql`insert into agent_usage (user_id, plan_id, usage_key, model)
    select user_id, id, 'u1', 'model' from agent_execution_plans`;
  await sql`insert into agent_messages (user_id, plan_id, kind, body, sent_by)
    select user_id, id, 'message', plan_json #>> '{steps,0,description}', 'owner' from agent_execution_plans`;
  // Delivered to the key, with the id of the plan.
  await sql`insert into agent_messages (id, user_id, plan_id, kind, body, sent_by, delivered_at, delivered_to, channel)
    select id, user_id, id, 'message', plan_json #>> '{steps,0,description}', 'owner', now(), 'worker-1 (owner''s agent)',
      'http' from agent_execution_plans`;
  for (const [at, planId] of [ids.plan, ids.sibling, ids.stranger].entries())
    await sql`insert into agent_decisions (id, user_id, plan_id, decision_key, kind, question, hash, asked_by)
      values (${ids.decisions[at] ?? ''}, 'owner', ${planId}, 'one', 'question',
        ${planId === ids.stranger ? SECRET : 'inside'}, repeat('0', 64), 'agent')`;
  await sql`insert into agent_budgets (user_id, plan_id, limit_usd)
    select user_id, id, 5 from agent_execution_plans`;
  await sql`insert into agent_automation_runs (rule_id, user_id, task_id) values (${ids.rule}, 'owner', ${ids.elsewhere})`;
  await sql`insert into agent_context_vectors (entry_id, user_id, model, version, embedding)
    select id, user_id, 'model', 1, '{1}' from agent_context_memory`;
  await sql`insert into private.import_rows (import_id, user_id, place, table_name, entry)
    values (${ids.import}, 'owner', 1, 'deep_work_tasks', ${sql.json({ id: 'imported', title: SECRET })})`;
}

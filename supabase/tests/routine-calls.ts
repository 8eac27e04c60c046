/** Every function that may be called, with arguments that name rows inside a restricted key's scope and rows outside. */
import type { Database } from './identities.ts';
import { entries, ids, SECRET, subtasks } from './restricted-world.ts';

/** Returns values by the name of the argument: for those that name a row, one inside and one outside. */
function valuesOf(name: string): string[] {
  const plans = [ids.plan, ids.sibling, ids.stranger];
  const all = Object.values(entries);
  const values: Record<string, string[]> = {
    task_id: ['null', `'${ids.task}'`, `'${ids.elsewhere}'`],
    plan_id: ['null', ...plans.map((id) => `'${id}'`)],
    parent_plan_id: ['null', `'${ids.plan}'`, `'${ids.stranger}'`],
    parent_step_number: ['null', '1'],
    plan_ids: [`array['${plans.join("','")}']`],
    subscription: [`'{"endpoint": "https://push.example.com/1"}'`],
    subscription_id: [`'${ids.rule}'`],
    webhook_id: [`'${ids.rule}'`],
    template_id: [`'${ids.template}'`],
    rule_id: ['null', `'${ids.rule}'`],
    rule_ids: [`array['${ids.rule}']::uuid[]`],
    entry_id: all.map((id) => `'${id}'`),
    entry_ids: [`array['${all.join("','")}']`],
    subtask_id: ['null', `'${subtasks.inside}'`, `'${subtasks.outside}'`],
    query: [`'${SECRET}'`, "'zebrafsh'", "'shared finding'", "''"],
    search: ['null', `'${SECRET}'`],
    action_type: ["'note'", "'complete_step'"],
    logs: plans
      .map((id) => `'[{"plan_id": "${id}", "action_type": "note"}]'`)
      .concat(`'[{"task_id": "${ids.elsewhere}", "action_type": "note"}]'`, `'[{"action_type": "note"}]'`),
    entries: [
      ...plans.map((id) => `{"plan_id": "${id}"`),
      `{"task_id": "${ids.elsewhere}"`,
      '{"task_id": null',
    ].map((start) => `'[${start}, "context_type": "t", "context_key": "k", "context_value": "v"}]'`),
    task: [`'{"title": "Another"}'`],
    changes: [`'{"title": "Changed"}'`, `'{"description": "Changed"}'`],
    steps: [`'[{"step": 1, "action": "a", "description": "d"}]'`],
    step: [`'{"action": "a", "description": "d"}'`],
    step_order: ["'{3,2}'"],
    step_number: ['1', '2'],
    plan_type: ["'research'"],
    title: ["'Another'"],
    name: ["'Mine'"],
    agent_name: ["'worker-1'"],
    context_type: ["'research'"],
    context_key: ["'finding'"],
    context_value: ["'value'"],
    via: ["'get'"],
    model: ["'model'"],
    start_date: ["'2000-01-01'"],
    end_date: ["'2100-01-01'"],
    grouping: ["'week'"],
    time_zone: ["'UTC'"],
    after_seq: ['0'],
    up_to_seq: ['9999999'],
    seq: ['9999999'],
    moved_at: ['null'],
    version: ['1'],
    from_version: ['1'],
    error_message: ["'no'"],
    step_statuses: ["'{pending}'"],
    status: ["'cancelled'"],
    key: ["'aes_'"],
    reason: ["'why'"],
    if_seq: ['null', '0'],
    client: ["'claude-code'"],
    session: ["'s1'"],
    events: [
      `'[{"session": "s1", "event": "Stop", "key": "k1", "payload": {"text": "${SECRET}"}}]'`,
      "'{1}'",
    ],
    session_id: ["'00000000-0000-4000-8000-000000000001'"],
    commands: ["'[]'"],
    state: ["'{}'"],
    rules_version: ['0'],
    project: ["'/srv/shop'"],
    rules: [`'[{"tool": "Bash"}]'`],
    message: ["'It could not be read'"],
    message_ids: [`array['${plans.join("','")}']::uuid[]`],
    usage: [`'[{"usage_key": "u1", "model": "m"}]'`],
    decision_id: ids.decisions.map((id) => `'${id}'`),
    decision_key: ["'PermissionRequest:1'"],
    question: ["'Which database?'"],
    event_key: ["'k1'"],
    outcome: ["'deny'"],
    lease_token: ['1'],
    body: ["'Use the other library'"],
    since: ["'2000-01-01'"],
    left_plan: plans.map((id) => `'${id}'`),
    right_plan: [`'${ids.plan}'`],
    share_id: ["'00000000-0000-4000-8000-000000000003'"],
    token: [`'${'0'.repeat(96)}'`],
    budget_id: ["'00000000-0000-4000-8000-000000000002'"],
    document: ["'{}'"],
    import_id: [`'${ids.import}'`],
    expected_rows: ['1'],
    rows: plans.map((id) => `'[{"table": "agent_execution_plans", "row": {"id": "${id}"}}]'`),
    call: ["'agent_get_plan'", "'agent_add_log'"],
    arguments: plans.map((id) => `'{"plan_id": "${id}", "action_type": "note"}'`),
  };
  const found = values[name];
  if (!found) throw new Error(`There are no values for the argument ${name}: add some that reach outside.`);
  return found;
}

interface Routine {
  name: string;
  isRead: boolean;
  calls: string[];
}

/** Optional arguments that name a row are given as well. All others are omitted. */
const ROW_ARGUMENTS = [
  'task_id',
  'plan_id',
  'parent_plan_id',
  'parent_step_number',
  'plan_ids',
  'entry_id',
  'entry_ids',
  'subtask_id',
  'query',
  'search',
  'if_seq',
];

export async function readRoutines({ sql }: Database): Promise<Routine[]> {
  const rows = await sql<
    { name: string; volatility: string; names: string[] | null; types: string[]; required: number }[]
  >`select p.proname as name, p.provolatile as volatility, p.proargnames as names, p.pronargs - p.pronargdefaults as required,
      array(select format_type(t, null) from unnest(p.proargtypes) t) as types
    from pg_proc p where p.pronamespace = 'public'::regnamespace and has_function_privilege('authenticated', p.oid, 'execute')`;
  return rows.map(({ name, volatility, names, types, required }) => {
    let calls: string[][] = [[]];
    types.forEach((type, place) => {
      const argument = names?.[place] ?? '';
      // A list of statuses is a filter, not the status to set.
      if (
        place >= required &&
        (!ROW_ARGUMENTS.includes(argument) || type.endsWith('[]') !== argument.endsWith('s'))
      )
        return;
      calls = calls.flatMap((call) =>
        valuesOf(argument).map((value) => [...call, `${argument} => ${value}::${type}`]),
      );
    });
    return {
      name,
      isRead: volatility !== 'v',
      calls: calls.map((call) => `public.${name}(${call.join(', ')})`),
    };
  });
}

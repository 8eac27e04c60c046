/** Who can do what to whose rows: every policy of every table, under every kind of caller. */
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  agentKey,
  anon,
  type Database,
  declareStep,
  type Identity,
  openDatabase,
  other,
  owner,
  serviceRole,
  type Transaction,
} from './identities.ts';

const callers = {
  owner,
  other,
  anon,
  '[read]': agentKey('owner', 'read'),
  '[write]': agentKey('owner', 'write'),
  '[read, write]': agentKey('owner', 'read', 'write'),
  '[approve]': agentKey('owner', 'approve'),
  '[read, write, approve]': agentKey('owner', 'read', 'write', 'approve'),
  "another's [read, write, approve]": agentKey('other', 'read', 'write', 'approve'),
  service_role: serviceRole,
} satisfies Record<string, Identity>;
type Caller = keyof typeof callers;

const everyKey: Caller[] = ['[read]', '[write]', '[read, write]', '[approve]', '[read, write, approve]'];
const READERS: Caller[] = ['owner', ...everyKey, 'service_role'];
const WRITERS: Caller[] = ['owner', '[write]', '[read, write]', '[read, write, approve]', 'service_role'];
const APPROVERS: Caller[] = ['owner', '[approve]', '[read, write, approve]', 'service_role'];
const PEOPLE: Caller[] = ['owner', 'service_role'];
const SERVICE: Caller[] = ['service_role'];
const NOBODY: Caller[] = [];

interface Rule {
  /** The policy that decides; null where no policy, and so nobody, allows it. */
  policy: string | null;
  what: string;
  can: Caller[];
  /** Changes come without `where`: only so does their own policy decide, and not that of select beside it. */
  attempt: (tx: Transaction) => postgres.PendingQuery<postgres.Row[]>;
}

let db: Database;
let taskId: string;
let othersTaskId: string;
let planId: string;

const steps = (tx: Transaction) => tx.json([declareStep(1)]);

const rules: Rule[] = [
  {
    policy: 'deep_work_tasks_select',
    what: "read the owner's task",
    can: READERS,
    attempt: (tx) => tx`select from deep_work_tasks where id = ${taskId}`,
  },
  {
    policy: 'deep_work_tasks_insert',
    what: 'make a task for the owner',
    can: WRITERS,
    attempt: (tx) => tx`insert into deep_work_tasks (user_id, title) values ('owner', 'New')`,
  },
  {
    policy: 'deep_work_tasks_update',
    what: "change the owner's task",
    can: WRITERS,
    attempt: (tx) => tx`update deep_work_tasks set title = 'Changed'`,
  },
  {
    policy: 'deep_work_tasks_update',
    what: "give the owner's task away",
    can: SERVICE,
    attempt: (tx) => tx`update deep_work_tasks set user_id = 'third'`,
  },
  {
    policy: 'deep_work_tasks_delete',
    what: "delete the owner's task",
    can: PEOPLE,
    attempt: (tx) => tx`delete from deep_work_tasks`,
  },
  {
    policy: 'deep_work_subtasks_select',
    what: "read the owner's subtask",
    can: READERS,
    attempt: (tx) => tx`select from deep_work_subtasks where task_id = ${taskId}`,
  },
  {
    policy: 'deep_work_subtasks_insert',
    what: "add a subtask to the owner's task",
    can: WRITERS,
    attempt: (tx) => tx`insert into deep_work_subtasks (task_id, title) values (${taskId}, 'New')`,
  },
  {
    policy: 'deep_work_subtasks_update',
    what: "change the owner's subtask",
    can: WRITERS,
    attempt: (tx) => tx`update deep_work_subtasks set completed = true`,
  },
  {
    policy: 'deep_work_subtasks_update',
    what: "put the owner's subtask under another's task",
    can: SERVICE,
    attempt: (tx) => tx`update deep_work_subtasks set task_id = ${othersTaskId}`,
  },
  {
    policy: 'deep_work_subtasks_delete',
    what: "delete the owner's subtask",
    can: WRITERS,
    attempt: (tx) => tx`delete from deep_work_subtasks`,
  },
  {
    policy: 'agent_execution_plans_select',
    what: "read the owner's plan",
    can: READERS,
    attempt: (tx) => tx`select from agent_execution_plans where id = ${planId}`,
  },
  {
    policy: 'agent_execution_plans_insert',
    what: "make a plan for the owner's task",
    can: WRITERS,
    attempt: (tx) => tx`select from agent_create_plan(${taskId}, 'research', ${steps(tx)})`,
  },
  {
    policy: null,
    what: "change the owner's plan past the log",
    can: NOBODY,
    attempt: (tx) => tx`update agent_execution_plans set status = 'completed'`,
  },
  {
    policy: 'agent_execution_plans_delete',
    what: "delete the owner's plan",
    can: PEOPLE,
    attempt: (tx) => tx`delete from agent_execution_plans`,
  },
  {
    policy: 'agent_execution_steps_select',
    what: "read the owner's steps",
    can: READERS,
    attempt: (tx) => tx`select from agent_execution_steps where plan_id = ${planId}`,
  },
  {
    policy: 'agent_plan_versions_select',
    what: "read the versions of the owner's plan",
    can: READERS,
    attempt: (tx) => tx`select from agent_plan_versions where plan_id = ${planId}`,
  },
  {
    policy: null,
    what: "write a version of the owner's plan past the log",
    can: NOBODY,
    attempt: (tx) => tx`update agent_plan_versions set reason = 'New' where plan_id = ${planId}`,
  },
  {
    policy: null,
    what: "add a step to the owner's plan",
    can: NOBODY,
    attempt: (tx) => tx`insert into agent_execution_steps (plan_id, step_number, user_id, action, description)
      values (${planId}, 9, 'owner', 'work', 'New')`,
  },
  {
    policy: null,
    what: "change the owner's step past the log",
    can: NOBODY,
    attempt: (tx) => tx`update agent_execution_steps set status = 'completed'`,
  },
  {
    policy: null,
    what: "delete the owner's step",
    can: NOBODY,
    attempt: (tx) => tx`delete from agent_execution_steps`,
  },
  {
    policy: 'agent_execution_logs_select',
    what: "read the owner's log",
    can: READERS,
    attempt: (tx) => tx`select from agent_execution_logs where plan_id = ${planId}`,
  },
  {
    policy: 'agent_execution_logs_insert',
    what: "append to the log of the owner's plan",
    can: WRITERS,
    attempt: (tx) => tx`insert into agent_execution_logs (plan_id, action_type) values (${planId}, 'note')`,
  },
  {
    policy: 'agent_execution_logs_insert',
    what: "append to the log of the owner's task",
    can: WRITERS,
    attempt: (tx) => tx`insert into agent_execution_logs (task_id, action_type) values (${taskId}, 'note')`,
  },
  {
    policy: 'agent_execution_logs_insert',
    what: "approve the owner's gated step",
    can: APPROVERS,
    attempt: (tx) => tx`select from agent_move_step(${planId}, 1, 'approve_step')`,
  },
  {
    policy: 'agent_execution_logs_insert',
    what: "reject the owner's gated step",
    can: APPROVERS,
    attempt: (tx) => tx`select from agent_move_step(${planId}, 1, 'reject_step')`,
  },
  {
    policy: null,
    what: "change the owner's log",
    can: NOBODY,
    attempt: (tx) => tx`update agent_execution_logs set description = 'forged'`,
  },
  {
    policy: null,
    what: "delete from the owner's log",
    can: NOBODY,
    attempt: (tx) => tx`delete from agent_execution_logs`,
  },
  {
    policy: 'agent_context_memory_select',
    what: "read the owner's context",
    can: READERS,
    attempt: (tx) => tx`select from agent_context_memory where plan_id = ${planId}`,
  },
  {
    policy: 'agent_context_memory_insert',
    what: "remember something about the owner's plan",
    can: WRITERS,
    attempt: (tx) => tx`insert into agent_context_memory (plan_id, context_type, context_key, context_value)
      values (${planId}, 'research', 'new', 'value')`,
  },
  {
    policy: 'agent_context_memory_update',
    what: "change the owner's context",
    can: WRITERS,
    attempt: (tx) => tx`update agent_context_memory set context_value = 'Changed'`,
  },
  {
    policy: null,
    what: "give the owner's context away",
    can: NOBODY,
    attempt: (tx) => tx`update agent_context_memory set user_id = 'third'`,
  },
  {
    policy: 'agent_context_memory_delete',
    what: "delete the owner's context",
    can: WRITERS,
    attempt: (tx) => tx`delete from agent_context_memory`,
  },
  {
    policy: 'agent_context_uses_select',
    what: "see who read the owner's context",
    can: READERS,
    attempt: (tx) => tx`select from agent_context_uses`,
  },
  {
    policy: null,
    what: "count a reading of the owner's context by hand",
    can: NOBODY,
    attempt: (tx) => tx`insert into agent_context_uses (entry_id, user_id, actor, via)
      select id, user_id, 'me', 'get' from agent_context_memory`,
  },
  {
    policy: 'agent_context_vectors_select',
    what: "read the owner's vectors",
    can: READERS,
    attempt: (tx) => tx`select from agent_context_vectors`,
  },
  {
    policy: null,
    what: "change the owner's vectors",
    can: NOBODY,
    attempt: (tx) => tx`update agent_context_vectors set model = 'forged'`,
  },
  {
    policy: 'agent_context_retention_select',
    what: 'see how long the owner keeps context',
    can: READERS,
    attempt: (tx) => tx`select from agent_context_retention`,
  },
  {
    policy: 'agent_context_retention_insert',
    what: 'say how long the owner keeps context',
    can: PEOPLE,
    attempt: (tx) =>
      tx`insert into agent_context_retention (user_id, context_type, keep_days) values ('owner', 'research', 30)`,
  },
  {
    policy: 'agent_context_retention_update',
    what: 'change how long the owner keeps context',
    can: PEOPLE,
    attempt: (tx) => tx`update agent_context_retention set keep_days = 1`,
  },
  {
    policy: 'agent_context_retention_delete',
    what: 'keep context for good again',
    can: PEOPLE,
    attempt: (tx) => tx`delete from agent_context_retention`,
  },
  {
    policy: 'agent_api_keys_select',
    what: "see the owner's keys",
    can: PEOPLE,
    attempt: (tx) => tx`select id from agent_api_keys where user_id = 'owner'`,
  },
  {
    policy: null,
    what: "read the hash of the owner's keys",
    can: NOBODY,
    attempt: (tx) => tx`select key_hash from agent_api_keys where user_id = 'owner'`,
  },
  {
    policy: 'agent_api_keys_insert',
    what: 'make a key for the owner',
    can: PEOPLE,
    attempt: (tx) =>
      tx`insert into agent_api_keys (user_id, name, prefix, key_hash) values ('owner', 'New', 'aes_', 'new')`,
  },
  {
    policy: 'agent_api_keys_update',
    what: "revoke the owner's key",
    can: PEOPLE,
    attempt: (tx) => tx`update agent_api_keys set revoked_at = now()`,
  },
  {
    policy: null,
    what: "widen or hand over the owner's key",
    can: NOBODY,
    attempt: (tx) => tx`update agent_api_keys set scopes = '{read,write,approve}'`,
  },
  {
    policy: 'agent_api_keys_delete',
    what: "delete the owner's key",
    can: PEOPLE,
    attempt: (tx) => tx`delete from agent_api_keys`,
  },
  {
    policy: 'agent_saved_views_select',
    what: "read the owner's saved view",
    can: READERS,
    attempt: (tx) => tx`select from agent_saved_views`,
  },
  {
    policy: 'agent_saved_views_insert',
    what: 'save a view for the owner',
    can: PEOPLE,
    attempt: (tx) => tx`insert into agent_saved_views (user_id, name, query) values ('owner', 'New', '')`,
  },
  {
    policy: 'agent_saved_views_update',
    what: "rename the owner's saved view",
    can: PEOPLE,
    attempt: (tx) => tx`update agent_saved_views set name = 'Other'`,
  },
  {
    policy: 'agent_saved_views_delete',
    what: "delete the owner's saved view",
    can: PEOPLE,
    attempt: (tx) => tx`delete from agent_saved_views`,
  },
  {
    policy: 'agent_plan_templates_select',
    what: "read the owner's template",
    can: READERS,
    attempt: (tx) => tx`select from agent_plan_templates`,
  },
  {
    policy: 'agent_plan_templates_insert',
    what: 'make a template for the owner',
    can: WRITERS,
    attempt: (tx) =>
      tx`insert into agent_plan_templates (user_id, name, plan_type, steps) values ('owner', 'New', 'x', ${steps(tx)})`,
  },
  {
    policy: 'agent_plan_templates_update',
    what: "change the owner's template",
    can: PEOPLE,
    attempt: (tx) => tx`update agent_plan_templates set name = 'Other'`,
  },
  {
    policy: 'agent_plan_templates_delete',
    what: "delete the owner's template",
    can: PEOPLE,
    attempt: (tx) => tx`delete from agent_plan_templates`,
  },
  {
    policy: 'agent_plan_template_versions_select',
    what: "read the versions of the owner's template",
    can: READERS,
    attempt: (tx) => tx`select from agent_plan_template_versions`,
  },
  {
    policy: null,
    what: 'change or delete a version of a template',
    can: NOBODY,
    attempt: (tx) => tx`delete from agent_plan_template_versions`,
  },
  {
    policy: 'agent_automation_rules_select',
    what: "read the owner's rule",
    can: READERS,
    attempt: (tx) => tx`select from agent_automation_rules`,
  },
  {
    policy: 'agent_automation_rules_insert',
    what: 'make a rule for the owner',
    can: PEOPLE,
    attempt: (tx) => tx`insert into agent_automation_rules (user_id, match_kind) values ('owner', 'default')`,
  },
  {
    policy: 'agent_automation_rules_update',
    what: "change the owner's rule",
    can: PEOPLE,
    attempt: (tx) => tx`update agent_automation_rules set enabled = false`,
  },
  {
    policy: 'agent_automation_rules_delete',
    what: "delete the owner's rule",
    can: PEOPLE,
    attempt: (tx) => tx`delete from agent_automation_rules`,
  },
  {
    policy: 'agent_automation_runs_select',
    what: "read the runs of the owner's rule",
    can: READERS,
    attempt: (tx) => tx`select from agent_automation_runs`,
  },
  {
    policy: null,
    what: "write a run of the owner's rule",
    can: NOBODY,
    attempt: (tx) => tx`delete from agent_automation_runs`,
  },
];

/** How a caller is kept out: no privilege, a scope that is missing, or a row that does not exist for him. */
const REFUSALS = ['42501', 'AE403', 'AE404'];

class Undo extends Error {}

/** The rows that the attempt reached, or the SQLSTATE of its refusal; either way nothing of it stays. */
async function attempt(rule: Rule, caller: Caller): Promise<number | string> {
  let rows = 0;
  try {
    await db.as(callers[caller], async (tx) => {
      rows = (await rule.attempt(tx)).count;
      throw new Undo();
    });
  } catch (error) {
    if (error instanceof postgres.PostgresError) return error.code;
    if (!(error instanceof Undo)) throw error;
  }
  return rows;
}

beforeAll(async () => {
  db = await openDatabase();
  taskId = await db.makeTask('owner');
  othersTaskId = await db.makeTask('third');
  planId = await db.makePlan('owner', taskId, [declareStep(1, { requires_approval: true })]);
  await db.sql`insert into deep_work_subtasks (task_id, title) values (${taskId}, 'Part')`;
  await db.as(owner, async (tx) => {
    await tx`select agent_set_context('research', 'key', 'value', plan_id => ${planId})`;
    await tx`insert into agent_context_retention (context_type, keep_days) values ('notes', 30)`;
    await tx`select agent_create_api_key('Agent')`;
    await tx`insert into agent_saved_views (name, query) values ('Blocked', '?status=blocked')`;
    await tx`insert into agent_plan_templates (name, plan_type, steps) values ('Template', 'x', ${steps(tx)})`;
    await tx`insert into agent_automation_rules (match_kind, match_value) values ('category', 'none')`;
  });
  await db.sql`insert into agent_context_uses (entry_id, user_id, actor, via)
    select id, user_id, 'Agent', 'get' from agent_context_memory`;
  await db.sql`insert into agent_automation_runs (rule_id, user_id, task_id) select id, user_id, ${taskId} from agent_automation_rules`;
  await db.sql`insert into agent_context_vectors (entry_id, user_id, model, version, embedding)
    select id, user_id, 'model', 1, '{1}' from agent_context_memory`;
});

afterAll(() => db.end());

describe.each(rules)('$what', (rule) => {
  // Object.keys knows its keys only as text.
  for (const caller of Object.keys(callers) as Caller[]) {
    if (rule.can.includes(caller)) {
      test(`${caller} can`, async () => {
        expect(await attempt(rule, caller)).toBeGreaterThan(0);
      });
    } else {
      test(`${caller} cannot`, async () => {
        expect([0, ...REFUSALS]).toContain(await attempt(rule, caller));
      });
    }
  }
});

// Those that only take away from restricted keys: restricted-keys.test.ts.
test('every policy has a rule here, and every table has row level security', async () => {
  const policies = await db.sql<{ name: string }[]>`
    select policyname as name from pg_policies where schemaname = 'public' and permissive = 'PERMISSIVE'`;
  const named = new Set(rules.map((rule) => rule.policy).filter((policy) => policy !== null));
  expect(policies.map((policy) => policy.name).sort()).toEqual([...named].sort());
  const open = await db.sql`
    select relname from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relrowsecurity`;
  expect([...open]).toEqual([]);
});

test('without a token only the look-up of a key can be called', async () => {
  const callable = await db.sql`
    select proname from pg_proc
    where pronamespace = 'public'::regnamespace and has_function_privilege('anon', oid, 'execute')`;
  expect([...callable]).toEqual([{ proname: 'agent_identify_key' }]);
});

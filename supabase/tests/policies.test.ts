/** Who can do what with whose rows: every policy of every table, under every kind of caller. */
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Database, declareStep, openDatabase, owner } from './identities.ts';
import { contextRules } from './policies-of-context.ts';
import { settingsRules } from './policies-of-settings.ts';
import { workRules } from './policies-of-work.ts';
import { type Caller, callers, type Rule, steps } from './policy-rule.ts';

const rules = [...workRules, ...contextRules, ...settingsRules];

let db: Database;
let taskId: string;
let othersTaskId: string;
let planId: string;

/** The refusals of a caller: no privilege, a missing scope, or a row that they cannot see. */
const REFUSALS = ['42501', 'AE403', 'AE404'];

class Undo extends Error {}

/** Returns the number of rows that the attempt reached, or the SQLSTATE of its error, and rolls it back. */
async function attempt(rule: Rule, caller: Caller): Promise<number | string> {
  let rows = 0;
  try {
    await db.as(callers[caller], async (tx) => {
      rows = (await rule.attempt(tx, { taskId, othersTaskId, planId })).count;
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
  await db.sql`insert into agent_usage (user_id, plan_id, usage_key, model) values ('owner', ${planId}, 'u1', 'model')`;
  await db.sql`insert into agent_budgets (user_id, plan_id, limit_usd) values ('owner', ${planId}, 5)`;
  await db.sql`insert into agent_messages (user_id, plan_id, kind, body, sent_by)
    values ('owner', ${planId}, 'message', 'Stop', 'owner')`;
  await db.sql`insert into agent_decisions (user_id, plan_id, decision_key, kind, question, hash, asked_by)
    values ('owner', ${planId}, 'one', 'question', 'Which one?', repeat('0', 64), 'Agent')`;
  await db.sql`insert into agent_automation_runs (rule_id, user_id, task_id) select id, user_id, ${taskId} from agent_automation_rules`;
  await db.sql`insert into agent_context_vectors (entry_id, user_id, model, version, embedding)
    select id, user_id, 'model', 1, '{1}' from agent_context_memory`;
});

afterAll(() => db.end());

describe.each(rules)('$what', (rule) => {
  // The type of Object.keys is string[], although the keys are known.
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

// Policies that only limit restricted keys are tested in restricted-keys.test.ts.
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

test('without a token no function can be called', async () => {
  const callable = await db.sql`
    select proname from pg_proc
    where pronamespace = 'public'::regnamespace and has_function_privilege('anon', oid, 'execute')`;
  expect([...callable]).toEqual([]);
});

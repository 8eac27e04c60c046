/** Misspelled fields and actions: the database refuses them by name for every caller, and suggests the name that is meant. */
import fc from 'fast-check';
import type postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nearestName, synonyms } from '../../lib/agent-execution/near-miss.ts';
import { agentKey, type Database, expectError, openDatabase, owner, serviceRole } from './identities.ts';
import { type Call, expectRefused } from './refusal.ts';

let db: Database;
let task: string;
let plan: string;

beforeAll(async () => {
  db = await openDatabase();
  task = await db.makeTask('owner');
  plan = await db.makePlan('owner', task);
});
afterAll(() => db.end());

const stepFields = [
  'step',
  'action',
  'description',
  'estimated_duration',
  'depends_on',
  'requires_approval',
  'max_attempts',
  'retry_delay_seconds',
  'timeout_seconds',
  'metadata',
];

async function nearestInDatabase(name: string, known: string[]): Promise<string | null> {
  const [row] = await db.sql`select private.nearest_name(${name}, ${known}) as nearest`;
  return row?.nearest ?? null;
}

test('the database and TypeScript find the same nearest name', async () => {
  for (const [word, meant] of Object.entries(synonyms)) {
    expect(await nearestInDatabase(word, [...meant])).toBe(nearestName(word, meant));
    expect(await nearestInDatabase(word, stepFields)).toBe(nearestName(word, stepFields));
  }
  const slip = fc
    .tuple(fc.constantFrom(...stepFields), fc.nat(20), fc.nat(3), fc.constantFrom('a', 's', '_', 'Z'))
    .map(([name, at, cut, put]) => name.slice(0, at) + put + name.slice(at + cut));
  await fc.assert(
    fc.asyncProperty(fc.oneof(slip, fc.string({ unit: 'grapheme-ascii' })), async (name) => {
      expect(await nearestInDatabase(name, stepFields)).toBe(nearestName(name, stepFields));
    }),
    { numRuns: 300, seed: 3 },
  );
});

const near: [sent: object, meant: string | RegExp][] = [
  [{ requiresApproval: true }, 'requires_approval'],
  [{ approval_required: true }, 'requires_approval'],
  [{ dependsOn: [1] }, 'depends_on'],
  [{ dependencies: [1] }, 'depends_on'],
  [{ estimated_minutes: 5 }, 'estimated_duration'],
  [{ status: 'completed' }, /status is not a field here; the fields are step, action,/],
];
const json = (value: unknown) => value as postgres.JSONValue; // Any value that JSON can carry.
const step = { step: 1, action: 'do', description: 'It' };

/** Every function that accepts the steps of a plan. */
const stepInterfaces: [string, (steps: object[]) => Call][] = [
  ['a plan', (steps) => (tx) => tx`select agent_create_plan(${task}, 'test', ${tx.json(json(steps))})`],
  [
    'a planned task',
    (steps) => (tx) => tx`select agent_create_planned_task('T', 'test', ${tx.json(json(steps))})`,
  ],
  [
    'an insert of a plan',
    (steps) => (tx) =>
      tx`insert into agent_execution_plans (task_id, plan_type, plan_json) values (${task}, 'test', ${tx.json(json({ steps }))})`,
  ],
  ['a re-plan', (steps) => (tx) => tx`select agent_replan(${plan}, ${tx.json(json(steps))})`],
  [
    'a new step',
    ([first]) =>
      (tx) =>
        tx`select agent_add_step(${plan}, ${tx.json(json({ ...first, step: undefined }))})`,
  ],
  [
    'a template',
    (steps) => (tx) =>
      tx`select agent_save_template(${tx.json(json({ name: crypto.randomUUID(), plan_type: 'test', steps }))})`,
  ],
  [
    'a guarded call',
    (steps) => (tx) =>
      tx`select agent_call('agent_create_plan', ${tx.json(json({ task_id: task, plan_type: 'test', steps }))}, ${crypto.randomUUID()}, '')`,
  ],
];

describe.each(stepInterfaces)('the steps of %s', (_, send) => {
  test.each(near)('may not have %j', async (fields, meant) => {
    const error = await expectRefused(db, send([{ ...step, ...fields }]), 'AE400');
    expect(error.message).toMatch(typeof meant === 'string' ? `did you mean ${meant}?` : meant);
    expect(error.message).not.toMatch(/\?\./);
  });

  test('keep other values of the caller as metadata', async () => {
    await db.as(owner, send([{ ...step, metadata: { tool: 'grep' } }]));
    await expectError(db.as(owner, send([{ ...step, metadata: 'grep' }])), 'AE400');
  });
});

test('stores the metadata of a step with the declared plan', async () => {
  const [row] = await db.as(
    owner,
    (tx) =>
      tx`select agent_create_plan(${task}, 'test', ${tx.json([{ ...step, metadata: { tool: 'grep' } }])}) as plan`,
  );
  const [kept] = await db.sql`select plan_json #> '{steps,0,metadata}' as metadata from agent_execution_plans
    order by created_at desc limit 1`;
  expect(row).toBeDefined();
  expect(kept).toEqual({ metadata: { tool: 'grep' } });
});

const row = () => ({ plan_id: plan, action_type: 'note' });
const entry = () => ({ plan_id: plan, context_type: 'notes', context_key: 'a', context_value: 'b' });

test.each<[string, Call, RegExp]>([
  [
    'a list of log rows',
    (tx) => tx`select agent_add_logs(${tx.json([row(), { ...row(), stepNumber: 1 }])})`,
    /^Row 2 .*step_number\?$/,
  ],
  [
    'a batch',
    (tx) => tx`select agent_ingest_logs(${tx.json([{ ...row(), message: 'x' }])})`,
    /^Row 1 .*description\?$/,
  ],
  [
    'context entries',
    (tx) => tx`select agent_set_contexts(${tx.json([entry(), { ...entry(), ttl: 5 }])})`,
    /^Entry 2.*ttl_seconds\?$/,
  ],
  [
    'a task',
    (tx) => tx`select agent_create_task(${tx.json({ title: 'T', dueDate: '2025-01-31' })})`,
    /due_date\?$/,
  ],
  [
    'changes of a task',
    (tx) => tx`select agent_update_task(${task}, ${tx.json({ done: true })})`,
    /completed\?$/,
  ],
  [
    'a subtask',
    (tx) => tx`select agent_save_subtask(${task}, ${tx.json({ title: 'S', estimate: 5 })})`,
    /estimated_time\?$/,
  ],
  [
    'a rule',
    (tx) => tx`select agent_save_automation_rule(${tx.json({ matchKind: 'default' })})`,
    /match_kind\?$/,
  ],
  [
    'a template',
    (tx) => tx`select agent_save_template(${tx.json({ title: 'T', steps: [step] })})`,
    /did you mean name\?$/,
  ],
  [
    'an edit of a step',
    (tx) => tx`select agent_edit_step(${plan}, 1, ${tx.json({ estimate: 5 })})`,
    /estimated_duration\?$/,
  ],
  [
    'an update_plan row',
    (tx) =>
      tx`select agent_add_log('update_plan', ${plan}, after_state => ${tx.json({ status: 'paused', currentStep: 1 })})`,
    /current_step\?$/,
  ],
  [
    'a replan row',
    (tx) =>
      tx`select agent_add_log('replan', ${plan}, after_state => ${tx.json({ steps: [step], reasoning: 'x' })})`,
    /did you mean reason\?$/,
  ],
])('refuses %s with an unknown field', async (_, call, message) => {
  for (const identity of [owner, agentKey('owner', 'read', 'write', 'approve'), serviceRole]) {
    if (identity !== owner && /rule/.test(message.source + _)) continue; // Only people may call these.
    expect((await expectRefused(db, call, 'AE400', identity)).message).toMatch(message);
  }
});

test('a batch that continues on errors keeps all rows without unknown names, in order', async () => {
  const rows = [
    { ...row(), description: 'one' },
    { ...row(), descripton: 'two' },
    { ...row(), description: 'three' },
    { ...row(), action_type: 'complete' },
    { ...row(), step_number: 99 },
    { ...row(), description: 'four' },
  ];
  const [first] = await db.sql`select coalesce(max(seq), 0)::int as seq from agent_execution_logs`;
  const [answer] = await db.as(
    owner,
    (tx) => tx`select agent_ingest_logs(${tx.json(rows)}, 'continue') as outcome`,
  );
  expect(answer?.outcome).toMatchObject({
    added: 3,
    errors: [
      { index: 1, sqlstate: 'AE400', message: 'descripton is not a field here; did you mean description?' },
      { index: 3, sqlstate: 'AE400', message: expect.stringContaining('did you mean complete_step?') },
      { index: 4, sqlstate: 'AE404' },
    ],
  });
  const kept =
    await db.sql`select description from agent_execution_logs where seq > ${first?.seq} order by seq`;
  expect(kept.map(({ description }) => description)).toEqual(['one', 'three', 'four']);
});

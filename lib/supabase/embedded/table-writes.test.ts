/** Table writes through supabase-js over `/rest/v1`: by the owner, the service role and an agent key. */
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestKey } from '@/tests/support/test-caller';
import { createKeyClient, createRestClients, type RestClients } from '../../../tests/support/test-clients';

let clientOf: RestClients;
let taskId: string;
let planId: string;

beforeAll(async () => {
  clientOf = await createRestClients();
});

const steps = [
  { step: 1, action: 'search', description: 'Search literature', estimated_duration: 30 },
  { step: 2, action: 'analyze', description: 'Analyze sources', estimated_duration: 45 },
];

beforeEach(async () => {
  const owner = clientOf('owner');
  const task = await owner.from('deep_work_tasks').insert({ title: 'Task' }).select().single().throwOnError();
  taskId = task.data.id;
  const plan = await owner
    .from('agent_execution_plans')
    .insert({ task_id: taskId, plan_type: 'research', plan_json: { steps } })
    .select()
    .single()
    .throwOnError();
  planId = plan.data.id;
});

describe.each(['owner', 'service role', 'agent key'])('%s', (name) => {
  const actions = async (plan = planId) => {
    const { data } = await clientOf(name)
      .from('agent_execution_logs')
      .select('action_type')
      .eq('plan_id', plan)
      .order('seq')
      .throwOnError();
    return data.map((row) => row.action_type);
  };

  test('inserts a plan with the required columns, and with all documented columns', async () => {
    const row = { task_id: taskId, plan_type: 'research', plan_json: { steps } };
    const plans = clientOf(name).from('agent_execution_plans');
    expect((await plans.insert(row)).status).toBe(201);
    const all = { ...row, current_step: 2, total_steps: 2, status: 'in_progress', agent_reasoning: 'Why' };
    const { data, status, error } = await plans.insert(all).select().single();
    expect([status, error]).toEqual([201, null]);
    expect(data).toMatchObject({ ...all, completed_steps: 0, plan_json: { steps } });
    expect(await actions(data.id)).toEqual(['create_plan', 'update_plan']);
    const wrong = await plans.insert({ ...row, total_steps: 7 });
    expect([wrong.status, wrong.error?.code]).toEqual([422, 'AE400']);
    expect(wrong.error?.hint).toMatch(/total_steps/);
  });

  test('updates the documented columns of a plan and returns its new state', async () => {
    const { data, status } = await clientOf(name)
      .from('agent_execution_plans')
      .update({ status: 'in_progress', current_step: 2, agent_reasoning: 'Analysis' })
      .eq('id', planId)
      .select()
      .single();
    expect(status).toBe(200);
    const read = await clientOf(name).from('agent_execution_plans').select().eq('id', planId).single();
    expect(data).toEqual(read.data);
    expect(data).toMatchObject({ status: 'in_progress', current_step: 2, agent_reasoning: 'Analysis' });
    expect(await actions()).toEqual(['create_plan', 'update_plan']);
  });

  test('starts and completes one step, and completes several', async () => {
    const table = () => clientOf(name).from('agent_execution_steps');
    const start = await table().update({ status: 'in_progress' }).match({ plan_id: planId, step_number: 1 });
    expect([start.status, start.error]).toEqual([204, null]);
    const result = { findings_count: 15, sources: ['a', 'b'] };
    const done = await table()
      .update({ status: 'completed', result })
      .match({ plan_id: planId, step_number: 1 })
      .select()
      .single()
      .throwOnError();
    expect(done.data).toMatchObject({ status: 'completed', result });
    const again = await table().update({ status: 'completed' }).eq('plan_id', planId).select().throwOnError();
    expect(again.data.map((step) => step.status)).toEqual(['completed', 'completed']);
    const plan = await clientOf(name).from('agent_execution_plans').select().eq('id', planId).single();
    expect(plan.data).toMatchObject({ status: 'completed', completed_steps: 2 });
    expect(await actions()).toEqual(['create_plan', 'start_step', 'complete_step', 'complete_step']);
  });

  test('inserts a log row with the documented columns, and its action moves the step', async () => {
    const { status } = await clientOf(name)
      .from('agent_execution_logs')
      .insert({
        id: crypto.randomUUID(),
        plan_id: planId,
        step_number: 1,
        action_type: 'complete_step',
        entity_id: 'e',
        description: 'Done',
        before_state: { findings_count: 0 },
        after_state: { findings_count: 15 },
        agent_confidence: 0.95,
      });
    expect(status).toBe(201);
    const step = await clientOf(name)
      .from('agent_execution_steps')
      .select()
      .match({ plan_id: planId, step_number: 1 });
    expect(step.data).toMatchObject([{ status: 'completed', result: { findings_count: 15 } }]);
  });

  test.each([undefined, 'user_id,task_id,plan_id,context_type,context_key'])(
    'upserts several context entries with on_conflict %s',
    async (onConflict) => {
      const entries = (context_value: string) =>
        ['goal', 'dependencies'].map((context_key) => ({
          task_id: taskId,
          plan_id: planId,
          context_type: 'research',
          context_key,
          context_value,
          metadata: { source: context_value },
        }));
      const table = () => clientOf(name).from('agent_context_memory');
      const set = await table().insert(entries('one')).select('context_value, version').throwOnError();
      expect(set.data).toEqual(Array(2).fill({ context_value: 'one', version: 1 }));
      const again = await table().upsert(entries('two'), { onConflict }).select().throwOnError();
      expect(again.data).toMatchObject(
        Array(2).fill({ context_value: 'two', version: 2, metadata: { source: 'two' } }),
      );
      const same = await table().insert(entries('three'));
      expect([same.status, same.error?.code]).toEqual([409, '23505']);
      await table().update({ context_value: 'four' }).eq('plan_id', planId).throwOnError();
      await table().delete().eq('plan_id', planId).throwOnError();
      expect(await actions()).toEqual([
        'create_plan',
        ...Array(6).fill('set_context'),
        ...Array(2).fill('delete_context'),
      ]);
    },
  );

  test('refuses invalid writes with the status and code of the API, and a hint', async () => {
    const client = clientOf(name);
    const inPlan = { plan_id: planId };
    const refusals = [
      [await client.from('agent_execution_logs').update({ description: 'x' }).match(inPlan), 403, 'AE403'],
      [await client.from('agent_execution_logs').delete().match(inPlan), 403, 'AE403'],
      [await client.from('agent_plan_versions').update({ reason: 'x' }).match(inPlan), 403, 'AE403'],
      [await client.from('agent_execution_plans').update({ total_steps: 9 }).eq('id', planId), 403, 'AE403'],
      [await client.from('agent_execution_plans').update({ current_step: 9 }).eq('id', planId), 422, 'AE400'],
      [await client.from('agent_execution_steps').delete().match(inPlan), 403, 'AE403'],
      [
        await client
          .from('agent_execution_steps')
          .update({ status: 'completed' })
          .match({ ...inPlan, step_number: 2 }),
        409,
        'AE409',
      ],
      [
        await client
          .from('agent_execution_plans')
          .insert({ task_id: 'none', plan_type: 'x', plan_json: { steps } }),
        404,
        'AE404',
      ],
    ] as const;
    for (const [{ status, error }, wantedStatus, wantedCode] of refusals) {
      expect([status, error?.code], error?.message).toEqual([wantedStatus, wantedCode]);
      expect(error?.hint).toMatch(/\S/);
    }
    expect(await actions()).toEqual(['create_plan']);
  });
});

test.each(['owner', 'service role'])('%s deletes a plan, and a task with its plans', async (name) => {
  const client = clientOf(name);
  await client.from('agent_execution_plans').delete().eq('id', planId).throwOnError();
  const logs = await client.from('agent_execution_logs').select().eq('plan_id', planId).throwOnError();
  expect(logs.data).toEqual([]);
  const row = { task_id: taskId, plan_type: 'research', plan_json: { steps } };
  const made = await client.from('agent_execution_plans').insert(row).select().single().throwOnError();
  await client.from('deep_work_tasks').delete().eq('id', taskId).throwOnError();
  const left = await client.from('agent_execution_steps').select().eq('plan_id', made.data.id).throwOnError();
  expect(left.data).toEqual([]);
});

test('refuses every table write of a read-only key', async () => {
  const key = await createTestKey(clientOf('owner') as never, ['read']);
  const reader = createKeyClient(key);
  const inPlan = { plan_id: planId };
  const row = { task_id: taskId, plan_type: 'research', plan_json: { steps } };
  const responses = [
    await reader.from('agent_execution_plans').insert(row),
    await reader.from('agent_execution_plans').update({ status: 'paused' }).eq('id', planId),
    await reader
      .from('agent_execution_steps')
      .update({ status: 'completed' })
      .match({ ...inPlan, step_number: 1 }),
    await reader.from('agent_execution_logs').insert({ ...inPlan, action_type: 'note' }),
    await reader
      .from('agent_context_memory')
      .insert({ ...inPlan, context_type: 'x', context_key: 'k', context_value: 'v' }),
  ];
  for (const { status, error } of responses) expect([status, error?.code]).toEqual([403, '42501']);
});

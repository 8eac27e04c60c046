/** Every function and table of `/rest/v1` accepts any error text, and cleans and cuts it. */
import type { SupabaseClient } from '@supabase/supabase-js';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createRestClients, type RestClients } from '../../../tests/support/test-clients';
import { storableBody } from './unstorable';

/** Holds NUL, half an emoji, and more characters than the limit. */
const error_message = `E \0 \ud83d ${'x'.repeat(30_000)}`;
const cleaned = /^E \ufffd \ufffd x{19000,}… \[cut from 30,006 characters\]$/;

let clientOf: RestClients;
let planId: string;
let taskId: string;

beforeAll(async () => {
  clientOf = await createRestClients();
});

beforeEach(async () => {
  const owner = clientOf('owner');
  const task = await owner.from('deep_work_tasks').insert({ title: 'Task' }).select().single().throwOnError();
  taskId = task.data.id;
  const steps = [{ step: 1, action: 'work', description: 'Work', max_attempts: 3 }];
  const plan = await owner
    .rpc('agent_create_plan', { task_id: taskId, plan_type: 'test', steps })
    .throwOnError();
  planId = plan.data.id;
});

const row = () => ({ plan_id: planId, step_number: 1, action_type: 'fail_step', error_message });
const step = () => ({ plan_id: planId, step_number: 1 });

const writes: Record<string, (client: SupabaseClient) => PromiseLike<{ error: unknown }>> = {
  agent_move_step: (client) => client.rpc('agent_move_step', row()),
  agent_add_log: (client) => client.rpc('agent_add_log', row()),
  agent_add_logs: (client) => client.rpc('agent_add_logs', { logs: [row()] }),
  agent_ingest_logs: (client) => client.rpc('agent_ingest_logs', { logs: [row()] }),
  agent_block_step: (client) => client.rpc('agent_block_step', { ...step(), error_message }),
  'agent_call of agent_add_logs': (client) =>
    client.rpc('agent_call', { call: 'agent_add_logs', arguments: { logs: [row()] } }),
  'a function with a query': (client) => client.rpc('agent_add_logs', { logs: [row()] }).limit(1),
  'an insert of a log row': (client) => client.from('agent_execution_logs').insert(row()),
  'an insert of log rows': (client) => client.from('agent_execution_logs').insert([row()]),
  'an update of a step': (client) =>
    client.from('agent_execution_steps').update({ status: 'failed', error_message }).match(step()),
};

describe.each(['owner', 'service role', 'agent key'])('%s', (name) => {
  test.each(Object.entries(writes))('%s cleans and cuts error_message', async (_, write) => {
    const { error } = await write(clientOf(name));
    expect(error).toBeNull();
    const logged = await clientOf(name)
      .from('agent_execution_logs')
      .select('error_message')
      .eq('plan_id', planId)
      .not('error_message', 'is', null)
      .throwOnError();
    expect(logged.data).toEqual([{ error_message: expect.stringMatching(cleaned) }]);
    const moved = await clientOf(name)
      .from('agent_execution_steps')
      .select('error_message')
      .match(step())
      .throwOnError();
    expect(moved.data).toEqual([{ error_message: expect.stringMatching(cleaned) }]);
  });

  test('cleans the reason of a blocked plan and the value of a blocker', async () => {
    const client = clientOf(name);
    await client
      .from('agent_execution_plans')
      .update({ status: 'blocked', agent_reasoning: 'No \0 key' })
      .eq('id', planId)
      .throwOnError();
    const plan = await client.from('agent_execution_plans').select().eq('id', planId).single().throwOnError();
    expect(plan.data.agent_reasoning).toBe('No \ufffd key');
    const entry = { task_id: taskId, context_type: 'blockers', context_key: 'e', context_value: '\ud83d' };
    const set = await client.from('agent_context_memory').insert(entry).select().single().throwOnError();
    expect(set.data.context_value).toBe('\ufffd');
  });

  test('refuses NUL in another field and names the field', async () => {
    const client = clientOf(name);
    const responses = [
      await client.rpc('agent_add_logs', { logs: [{ ...row(), entity_id: 'a\0' }] }),
      await client.from('agent_execution_logs').insert({ ...row(), entity_id: 'a\0' }),
    ];
    expect(responses.map(({ error }) => [error?.code, error?.message])).toEqual([
      ['AE400', expect.stringContaining('logs.0.entity_id')],
      ['AE400', expect.stringContaining('entity_id')],
    ]);
  });
});

test('keeps every digit of the numbers in a cleaned body', () => {
  const body = '{"error_message":"E \\u0000","metadata":{"id":725653563933458432}}';
  expect(storableBody(body)).toBe('{"error_message":"E \ufffd","metadata":{"id":725653563933458432}}');
});

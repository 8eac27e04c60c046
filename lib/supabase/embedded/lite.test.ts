/** lite keeps the grants of the migrations, and the triggers that protect history even from the service role. */
import { format } from 'node:util';
import { createClient } from '@supabase/supabase-js';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest';
import { env } from '@/lib/env';
import { dumpSchema } from '@/scripts/dump-schema';
import { copyDatabase } from '@/tests/support/test-database';
import { createEmbeddedApi, type EmbeddedApi } from './api';

let api: EmbeddedApi;
let admin: postgres.Sql;

beforeAll(async () => {
  const databaseUrl = await copyDatabase(inject('adminUrl'), 'migrated');
  admin = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  api = createEmbeddedApi({ ...env(), databaseUrl });
});

afterAll(async () => {
  await Promise.all([api.close(), admin.end()]);
});

function client(key: string | undefined) {
  return createClient(env().supabaseUrl, key ?? '', {
    global: { fetch: (input, init) => api.fetch(input, init) },
  });
}

test('serves the first concurrent requests without changing a grant', async () => {
  const before = await dumpSchema(admin);
  const service = client(env().secretKey);
  const responses = await Promise.all(
    Array.from({ length: 8 }, () => service.from('agent_execution_plans').select()),
  );
  for (const { data, error } of responses) expect([data, error]).toEqual([[], null]);
  expect(await dumpSchema(admin)).toBe(before);
});

test('refuses changes by the service role to the owner of plans, steps, log rows and versions', async () => {
  const service = client(env().secretKey);
  const taskId = crypto.randomUUID();
  await service.from('deep_work_tasks').insert({ id: taskId, user_id: 'x', title: 'Task' }).throwOnError();
  const plan_json = { steps: [{ step: 1, action: 'work', description: 'Work' }] };
  const row = { task_id: taskId, plan_type: 'research', plan_json };
  await service.from('agent_execution_plans').insert(row).throwOnError();
  for (const table of [
    'agent_execution_plans',
    'agent_execution_steps',
    'agent_execution_logs',
    'agent_plan_versions',
  ]) {
    const { error, status } = await service.from(table).update({ user_id: 'y' }).neq('user_id', '');
    expect([error?.code, status], table).toEqual(['AE403', 403]);
    expect(error?.hint, table).toMatch(/\S/);
  }
});

test('prints one short line for each refused request, for any input', async () => {
  const printed: string[] = [];
  vi.spyOn(console, 'error').mockImplementation((...args) => printed.push(format(...args)));
  const service = client(env().secretKey);
  const long = `x\n${'y'.repeat(5000)}`;
  await service.from('agent_execution_plans').update({ user_id: long }).neq('user_id', '');
  await service.from('agent_execution_logs').insert({ plan_id: long, action_type: 'note' } as never);
  await service
    .from('agent_execution_logs')
    .insert({ action_type: 'create_task', description: long } as never);
  expect(printed).toHaveLength(3);
  for (const line of printed) expect(line).toMatch(/^\/rest\/v1 refused a request: .{1,280}$/);
});

/** Over /rest/v1, a time without a zone is UTC in any time zone of the server and the database. */
import postgres from 'postgres';
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import { env } from '@/lib/env';
import { copyDatabase } from '@/tests/support/test-database';
import { createEmbeddedApi, type EmbeddedApi } from './api';

const zoneBefore = process.env.TZ;
let api: EmbeddedApi;

beforeAll(async () => {
  const databaseUrl = await copyDatabase(inject('adminUrl'), 'migrated');
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  await sql`alter database ${sql(new URL(databaseUrl).pathname.slice(1))} set timezone = 'Asia/Kolkata'`;
  await sql.end();
  api = createEmbeddedApi({ ...env(), databaseUrl });
});
afterAll(() => api.close());
afterEach(() => {
  process.env.TZ = zoneBefore;
});

// biome-ignore lint/suspicious/noExplicitAny: each test checks the values that it reads.
async function request(path: string, body?: unknown): Promise<any> {
  const response = await api.fetch(`http://localhost/rest/v1/${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      apikey: env().secretKey ?? '',
      'Content-Type': 'application/json',
      ...(path.startsWith('rpc/') ? {} : { Prefer: 'return=representation' }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  return response.json();
}

test.each(['America/New_York', 'Asia/Kolkata', 'UTC'])('reads times as UTC with TZ=%s', async (zone) => {
  process.env.TZ = zone;
  const id = `zoned-${zone}`;
  const [task] = await request('deep_work_tasks', { id, user_id: 'anna', title: 'Zoned' });
  expect(task.created_at).toMatch(/\+00:00$/);
  const local = task.created_at.replace('+00:00', '');
  const found = (condition: string) =>
    request(`deep_work_tasks?select=id&id=eq.${id}&created_at=${condition}`);
  expect(await found(`gte.${local}`)).toEqual([{ id }]);
  expect(await found(`gt.${local}`)).toEqual([]);
});

test('reads the days of a function call in UTC', async () => {
  const analytics = await request('rpc/agent_plan_analytics', {
    start_date: '2026-03-02',
    end_date: '2026-03-04',
    grouping: 'day',
    time_zone: 'UTC',
  });
  expect(analytics).toMatchObject({ over_time: [{ period: '2026-03-02' }, { period: '2026-03-03' }] });
});

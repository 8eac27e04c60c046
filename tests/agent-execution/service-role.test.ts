/** The service key can do everything that a person can, for any person. */
import { createClient } from '@supabase/supabase-js';
import { beforeAll, expect, test } from 'vitest';
import { type AgentExecution, createAgentExecution } from '@/lib/agent-execution/agent-execution.service';
import type { Database } from '@/lib/agent-execution/agent-execution.types';
import { env } from '@/lib/env';
import { embeddedFetch } from '@/lib/supabase/embedded/api';
import { makeEveryCall } from '@/tests/support/every-call';
import type { Outcomes } from '@/tests/support/recorded-calls';
import { signUp } from '@/tests/support/test-client';

let ofOwner: Outcomes;
let ofService: Outcomes;
let service: AgentExecution;

beforeAll(async () => {
  const key = env().secretKey ?? '';
  service = createAgentExecution(
    createClient<Database>(env().supabaseUrl, key, {
      auth: { persistSession: false, autoRefreshToken: false },
      global: { fetch: embeddedFetch },
    }),
  );
  const owner = await signUp();
  ofOwner = await makeEveryCall(createAgentExecution(owner), undefined);
  const served = await signUp();
  const { data } = await served.auth.getUser();
  ofService = await makeEveryCall(service, data.user?.id ?? '');
}, 120_000);

const names = Object.keys(
  createAgentExecution(() => {
    throw new Error();
  }),
) as (keyof AgentExecution)[]; // The keys of a plain object.

test('covers every call of the service', () => {
  expect([...ofOwner.keys()].sort()).toEqual([...names].sort());
});

test.each(names)('%s returns the same to the service key as to the owner', (name) => {
  expect(ofOwner.get(name)?.filter((outcome) => 'error' in outcome)).toEqual([]);
  expect(ofService.get(name)).toEqual(ofOwner.get(name));
});

test('requires the owner of the context to search where several people have context', async () => {
  await expect(service.searchContext({ query: 'zebras' })).rejects.toMatchObject({
    code: 'invalid_input',
    hint: 'Send user_id, task_id or plan_id.',
  });
});

test('requires the owner of a new row from the service key', async () => {
  const template = {
    name: 'Reading',
    plan_type: 'research',
    steps: [{ step: 1, action: 'read', description: 'Read' }],
  };
  for (const call of [
    () => service.createTask({ title: 'Whose?' }),
    () => service.createTemplate(template),
    () => service.tryAutomation({ title: 'Whose?' }),
    () => service.importDocument({}),
  ]) {
    await expect(call()).rejects.toMatchObject({
      code: 'invalid_input',
      hint: expect.stringContaining('user_id'),
    });
  }
});

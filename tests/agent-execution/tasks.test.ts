import { beforeEach, expect, test } from 'vitest';
import { type AgentExecution, createAgentExecution } from '@/lib/agent-execution/agent-execution.service';
import type { AgentExecutionClient } from '@/lib/agent-execution/agent-execution.types';
import { signUp } from '@/tests/support/test-client';

let supabase: AgentExecutionClient;
let service: AgentExecution;

beforeEach(async () => {
  supabase = await signUp();
  service = createAgentExecution(supabase);
});

test('lists the newest task first, with any id, and pages in that order', async () => {
  const run = crypto.randomUUID();
  const day = (number: number) => `2026-01-0${number}T00:00:00Z`;
  // The order of the ids is neither that of the times nor its reverse. Two tasks have the same time.
  const times = { b: 1, d: 2, a: 3, e: 3, c: 4 };
  const tasks = Object.entries(times).map(([name, number]) => ({
    id: `${name}-${run}`,
    title: name,
    created_at: day(number),
  }));
  await supabase.from('deep_work_tasks').insert(tasks).throwOnError();
  const titles: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await service.queryTasks({ limit: 2, ...(cursor && { cursor }) });
    titles.push(...page.map(({ title }) => title));
    cursor = page.next_cursor ?? undefined;
  } while (cursor);
  expect(titles).toEqual(['c', 'e', 'a', 'd', 'b']);
});

test('an export keeps null values, such as a subtask without an estimate', async () => {
  const task = await service.createTask({ title: 'Study' });
  await service.addSubtask(task.id, { title: 'Read' });
  await service.setContext({
    task_id: task.id,
    context_type: 'notes',
    context_key: 'k',
    context_value: 'v',
    metadata: { source: null },
  });
  const { subtasks, context } = await service.exportTask(task.id);
  expect(subtasks).toMatchObject([{ title: 'Read', estimated_time: null }]);
  expect(context).toMatchObject([{ expires_at: null, plan_id: null, metadata: { source: null } }]);
});

test('only the service key may name the owner of a task', async () => {
  await expect(service.createTask({ title: 'Theirs', user_id: crypto.randomUUID() })).rejects.toMatchObject({
    code: 'forbidden',
    hint: expect.stringContaining('user_id'),
  });
});

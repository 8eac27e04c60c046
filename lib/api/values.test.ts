/** Any JSON and any time at every interface: allowed values are stored, others are refused with the field named, and reads succeed. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type AgentExecution, createAgentExecution } from '@/lib/agent-execution/agent-execution.service';
import type { Json } from '@/lib/agent-execution/agent-execution.types';
import { allContext } from '@/lib/agent-execution/context';
import { exportAccountData } from '@/lib/dashboard/account-data';
import { viewLogs } from '@/lib/dashboard/log-view';
import { getOverview } from '@/lib/dashboard/overview';
import { viewTask, viewTasks } from '@/lib/dashboard/task-views';
import { isStorableTime, jsonSamples, times } from '@/tests/support/random-values';
import { callAs, createTestKey, type TestCaller } from '@/tests/support/test-caller';
import { type Session, startSession } from '@/tests/support/test-session';
import { called, calledTool, inserted, type Outcome, posted } from '@/tests/support/write-outcomes';

let session: Session;
let service: AgentExecution;
let agent: TestCaller;
let person: TestCaller;
let taskId: string;
let planId: string;

beforeAll(async () => {
  // Lite logs each refusal.
  vi.spyOn(console, 'error').mockImplementation(() => {});
  session = await startSession();
  service = createAgentExecution(session.db);
  const { data } = await session.db.auth.getSession();
  person = callAs(session.db, data.session?.access_token ?? '');
  agent = callAs(session.db, await createTestKey(session.db));
  taskId = (await service.createTask({ title: 'Values' })).id;
  const steps = [{ step: 1, action: 'work', description: 'It' }];
  planId = (await service.createPlan({ task_id: taskId, plan_type: 'test', steps })).id;
});
afterAll(() => session.client.close());

function expectJudged(outcome: Outcome, isAllowed: boolean, field: RegExp, place: string): void {
  const text = `${place}: ${JSON.stringify(outcome)}`.slice(0, 500);
  expect(outcome.ok, text).toBe(isAllowed);
  if (outcome.ok) return;
  expect(outcome.status, text).toBeLessThan(500);
  expect(outcome.code, text).toMatch(/^(invalid_input|AE400)$/);
  expect(outcome.message, text).toMatch(field);
  expect(outcome.hint, text).toMatch(/\w/);
}

test('accepts and refuses the same JSON at every interface', async () => {
  await fc.assert(
    fc.asyncProperty(jsonSamples, async ({ text, isAllowed, isFull }) => {
      const value: Json = JSON.parse(text);
      const judge = (place: string, outcome: Outcome) =>
        expectJudged(outcome, isAllowed, /after_state|metadata|result/, place);
      const rowOf = (json: string) =>
        `{"plan_id": "${planId}", "action_type": "note", "after_state": ${json}}`;
      const row = rowOf(text);
      judge(
        'service',
        await called(service.addLog({ plan_id: planId, action_type: 'note', after_state: value })),
      );
      judge(
        'service, a list',
        await called(service.addLogs([{ plan_id: planId, action_type: 'note', after_state: value }])),
      );
      judge('HTTP', await posted(agent, '/logs', row));
      judge('HTTP, a person', await posted(person, '/logs', row));
      judge('rpc', await inserted(person.key, 'rpc/agent_add_log', row));
      if (isFull) return;
      const inObject = rowOf(`{"a": ${text}}`);
      judge('table', await inserted(person.key, 'agent_execution_logs', inObject));
      judge('table, service role', await inserted(null, 'agent_execution_logs', inObject));
      const entry = `{"task_id": "${taskId}", "context_type": "any", "context_key": "${crypto.randomUUID()}", "context_value": "x"`;
      judge(
        'table of context',
        await inserted(person.key, 'agent_context_memory', `${entry}, "metadata": {"a": ${text}}}`),
      );
      // The client's stringify recurses, and writes null for numbers that are not finite.
      if (text.length < 10_000 && !/e(400|999)/.test(text)) {
        const metadata = { a: value };
        judge('MCP', await calledTool(session, 'log', { plan_id: planId, action_type: 'note', metadata }));
      }
    }),
    {
      numRuns: 40,
      seed: 17,
      examples: [
        [{ text: '['.repeat(101) + ']'.repeat(101), isAllowed: false }],
        [{ text: '['.repeat(100) + ']'.repeat(100), isAllowed: true, isFull: true }],
      ],
    },
  );
}, 120_000);

test('accepts and refuses the same times at every interface', async () => {
  await fc.assert(
    fc.asyncProperty(times, async (at) => {
      const isAllowed = isStorableTime(at);
      const key = () => crypto.randomUUID();
      const judge = (place: string, outcome: Outcome) =>
        expectJudged(outcome, isAllowed, /expires_at|due_date|created_at/, place);
      const entry = {
        task_id: taskId,
        context_type: 'any',
        context_key: 'timed',
        context_value: 'x',
        expires_at: at,
      };
      judge('service', await called(service.setContext({ ...entry, context_key: key() })));
      judge(
        'rpc',
        await inserted(person.key, 'rpc/agent_set_context', JSON.stringify({ ...entry, context_key: key() })),
      );
      judge(
        'table',
        await inserted(person.key, 'agent_context_memory', JSON.stringify({ ...entry, context_key: key() })),
      );
      judge(
        'table, service role',
        await inserted(null, 'agent_context_memory', JSON.stringify({ ...entry, context_key: key() })),
      );
      judge('due', await called(service.createTask({ title: 'Due', due_date: at })));
      judge(
        'due, table',
        await inserted(person.key, 'deep_work_tasks', JSON.stringify({ title: 'Due', due_date: at })),
      );
      judge(
        'key',
        await inserted(
          person.key,
          'rpc/agent_create_api_key',
          JSON.stringify({ name: 'Timed', expires_at: at }),
        ),
      );
      // This interface accepts only ISO 8601, so it may refuse more.
      const outcome = await posted(agent, '/context', JSON.stringify({ ...entry, context_key: key() }));
      if (!isAllowed || !outcome.ok) expectJudged(outcome, false, /expires_at/, 'ISO');
    }),
    { numRuns: 40, seed: 17 },
  );
}, 120_000);

test('refuses and names a value that is not a time', async () => {
  for (const value of [5, true, {}, [], { a: 1 }, ['2026-01-01', '2027-01-01']]) {
    const outcome = await inserted(
      person.key,
      'agent_context_memory',
      JSON.stringify({
        task_id: taskId,
        context_type: 'any',
        context_key: 'kind',
        context_value: 'x',
        expires_at: value,
      }),
    );
    expect(outcome, JSON.stringify(value)).toMatchObject({ ok: false, status: 400 });
    expect(JSON.stringify(outcome)).not.toMatch(/TypeError|argument must be|Buffer/);
  }
});

test('refuses numbers that are not finite at every interface', async () => {
  for (const number of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    expectJudged(
      await called(service.addLog({ plan_id: planId, action_type: 'note', agent_confidence: number })),
      false,
      /agent_confidence/,
      'service',
    );
    const text = JSON.stringify(String(number));
    const row = `{"plan_id": "${planId}", "action_type": "note", "agent_confidence": ${text}}`;
    expectJudged(await inserted(person.key, 'agent_execution_logs', row), false, /agent_confidence/, 'table');
    expectJudged(await inserted(person.key, 'rpc/agent_add_log', row), false, /agent_confidence/, 'rpc');
    const huge = row.replace(text, '1e999');
    expectJudged(await posted(agent, '/logs', huge), false, /agent_confidence/, 'HTTP');
    const subtask = `{"task_id": "${taskId}", "title": "Endless", "estimated_time": ${text}}`;
    for (const token of [person.key, null])
      expectJudged(
        await inserted(token, 'deep_work_subtasks', subtask),
        false,
        /estimated_time/,
        'table of subtasks',
      );
  }
});

test('refuses an import with an invalid value as a whole', async () => {
  await service.addSubtask(taskId, { title: 'Part' });
  await service.setContext({
    task_id: taskId,
    context_type: 'any',
    context_key: 'whole',
    context_value: 'x',
  });
  await service.addLog({ plan_id: planId, action_type: 'note' });
  const document = await service.exportTask(taskId);
  const [plan] = document.plans;
  const deep: Json = JSON.parse('['.repeat(105) + ']'.repeat(105));
  /** Returns the document with other values in the last row of some tables. */
  const withLastRow = (rows: object[] = [], values: object) => [
    ...rows.slice(0, -1),
    { ...rows.at(-1), ...values },
  ];
  const withPlan = (values: object) => ({ ...document, plans: [{ ...plan, ...values }] });
  const withLog = (values: object) => withPlan({ logs: withLastRow(plan?.logs, values) });
  const poisoned: [field: RegExp, document: object][] = [
    [/due_date/, { ...document, task: { ...document.task, due_date: 'infinity' } }],
    [
      /estimated_time/,
      { ...document, subtasks: withLastRow(document.subtasks, { estimated_time: 'Infinity' }) },
    ],
    [/expires_at/, { ...document, context: withLastRow(document.context, { expires_at: 'infinity' }) }],
    [/created_at/, withPlan({ plan: { ...plan?.plan, created_at: '0044-03-15 BC' } })],
    [/updated_at/, withPlan({ plan: { ...plan?.plan, updated_at: 'infinity' } })],
    [/updated_at/, withPlan({ steps: withLastRow(plan?.steps, { updated_at: 'infinity' }) })],
    [/created_at/, withLog({ created_at: '0044-03-15 BC' })],
    [/after_state/, withLog({ after_state: deep })],
    [/metadata/, withLog({ metadata: { a: deep } })],
    [/agent_confidence/, withLog({ agent_confidence: 'NaN' })],
    [/256 KB/, withLog({ after_state: 'x'.repeat(300_000) })],
  ];
  const before = (await service.queryTasks({ limit: 1000 })).length;
  for (const [field, each] of poisoned) {
    for (const outcome of [
      await called(service.importDocument(each, { accept_unverified: true })),
      await posted(person, '/imports', JSON.stringify({ ...each, accept_unverified: true })),
    ]) {
      expect(outcome, String(field)).toMatchObject({
        ok: false,
        code: expect.stringMatching(/^(invalid_input|too_large)$/),
      });
      expect(JSON.stringify(outcome)).toMatch(field);
    }
  }
  expect(await service.queryTasks({ limit: 1000 })).toHaveLength(before);
  expect(await called(service.importDocument(document))).toEqual({ ok: true });
});

test('every read succeeds after these writes', async () => {
  const everything = async () => {
    const rows: unknown[] = [];
    for await (const row of exportAccountData(session.db)) rows.push(row);
    for await (const entry of allContext(session.db)) rows.push(entry);
    for await (const line of await service.exportLog(planId)) rows.push(line);
    return rows;
  };
  const answers = await Promise.all([
    everything(),
    service.getPlan(planId, true, true),
    service.queryLogs({ limit: 1000 }),
    service.queryContext({ limit: 1000 }),
    service.exportTask(taskId),
    service.getPlanAt(planId, (await service.getPlan(planId)).last_seq ?? 0),
    service.verifyLog(planId),
    viewLogs(session.db, {}, { with_summary: true }),
    viewTasks(session.db, {}),
    viewTask(session.db, taskId),
    getOverview(session.db, 'UTC'),
    service.contextPack({ task_id: taskId }),
    service.searchContext({ query: 'x' }),
    service.planAnalytics(),
  ]);
  expect(JSON.stringify(answers).length).toBeGreaterThan(10_000);
});

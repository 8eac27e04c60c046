/** Every interface accepts the report of an error, with any text in its message. */
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type AgentExecution, createAgentExecution } from '@/lib/agent-execution/agent-execution.service';
import { createTestCaller, type TestCaller } from '@/tests/support/test-caller';

let agent: TestCaller;
let service: AgentExecution;
let taskId: string;
let planId: string;

beforeAll(async () => {
  agent = await createTestCaller();
  service = createAgentExecution(agent.db);
  taskId = (await service.createTask({ title: 'Errors' })).id;
});
beforeEach(async () => {
  const steps = [1, 2].map((step) => ({ step, action: 'work', description: 'Work', depends_on: [] }));
  planId = (await service.createPlan({ task_id: taskId, plan_type: 'x', steps })).id;
});

const messages: [what: string, message: string, kept: RegExp][] = [
  ['30,000 characters', 'x'.repeat(30_000), /^x{19000,}… \[cut from 30,000 characters\]$/],
  ['NUL', 'left\0right', /^left\ufffdright$/],
  ['half an emoji', `left${'😀'.slice(0, 1)}right`, /^left\ufffdright$/],
];
const stepOne = async () => (await service.getPlan(planId)).steps[0];

describe.each(messages)('an error message with %s', (_, message, kept) => {
  test('passes the pattern for errors: log, plan and context', async () => {
    const error = { plan_id: planId, step_number: 1, action_type: 'block', description: 'Operation failed' };
    const log = await service.addLog({ ...error, error_message: message, agent_confidence: 0 });
    expect(log.error_message).toMatch(kept);
    const plan = await service.updatePlan({
      plan_id: planId,
      status: 'blocked',
      agent_reasoning: `Blocked: ${message}`,
    });
    expect(plan.agent_reasoning).toMatch(/^Blocked: /);
    const entry = { plan_id: planId, context_type: 'blockers', context_key: 'error_details' };
    await service.setContext({ ...entry, context_value: message });
    await service.setContexts([{ ...entry, context_value: message }]);
    expect(await stepOne()).toMatchObject({ status: 'blocked', error_message: expect.stringMatching(kept) });
  });

  test.each(['failStep', 'skipStep'] as const)('passes %s of the service', async (verb) => {
    await service[verb](planId, 1, { description: message, error_message: message });
    const [row] = await service.queryLogs({ plan_id: planId, limit: 1 });
    expect(row?.error_message).toMatch(kept);
    expect(row?.description).toMatch(kept);
  });

  test('passes blockStep and lists of rows of the service', async () => {
    await service.blockStep(planId, 1, message);
    expect(await stepOne()).toMatchObject({ status: 'blocked', error_message: expect.stringMatching(kept) });
    const row = { plan_id: planId, step_number: 2, action_type: 'fail_step', error_message: message };
    await service.addLogs([row]);
    expect(await service.ingestLogs([{ ...row, action_type: 'note' }])).toEqual({ added: 1, errors: [] });
  });

  test('passes each address that takes it', async () => {
    const row = { step_number: 2, action_type: 'fail_step', error_message: message };
    const context = { plan_id: planId, context_type: 'blockers', context_key: 'k', context_value: message };
    const asked: ['POST' | 'PATCH', string, unknown][] = [
      ['POST', `/plans/${planId}/steps/1/block`, { error_message: message, description: message }],
      ['POST', `/plans/${planId}/logs`, row],
      ['POST', '/logs', [{ ...row, action_type: 'tool_call', plan_id: planId }]],
      ['POST', `/plans/${planId}/logs/batch`, [{ ...row, action_type: 'tool_call' }]],
      ['PATCH', `/plans/${planId}`, { status: 'blocked', agent_reasoning: `Blocked: ${message}` }],
      ['POST', '/context', context],
    ];
    for (const [method, path, body] of asked) {
      const answer = await agent.call(method, path, { body });
      expect([path, answer.status, answer.body?.error]).toEqual([
        path,
        expect.toBeOneOf([200, 201]),
        undefined,
      ]);
    }
    expect(await stepOne()).toMatchObject({ status: 'blocked', error_message: expect.stringMatching(kept) });
  });
});

/** Returns the JSON with an invalid UTF-8 byte in place of %. */
const withBadByte = (json: string) =>
  Buffer.concat(
    json
      .split('%')
      .flatMap((part, i) => (i > 0 ? [Buffer.from([0xff]), Buffer.from(part)] : [Buffer.from(part)])),
  );

describe('bytes that are not UTF-8', () => {
  const send = async (path: string, bytes: Buffer<ArrayBuffer>, type = 'application/json') =>
    agent.call('POST', path, { body: bytes, headers: { 'Content-Type': type } });

  test('block a step in its error message, beside a character U+FFFD', async () => {
    const answer = await send(
      `/plans/${planId}/steps/1/block`,
      withBadByte('{"error_message":"é\ufffd%right"}'),
    );
    expect(answer.status).toBe(200);
    expect(await stepOne()).toMatchObject({ status: 'blocked', error_message: 'é\ufffd\ufffdright' });
  });

  test('are refused in any other field, by its name', async () => {
    const answer = await send(`/plans/${planId}/steps/1/complete`, withBadByte('{"description":"a%"}'));
    expect(answer.status).toBe(422);
    expect(answer.body.error.message).toMatch(/^description must not contain .*invalid UTF-8\.$/);
  });
});

describe('an invalid row of a batch with on_error=continue', () => {
  const good = (description: string) => ({ action_type: 'note', description });
  const expectKept = async (answer: { status: number; body: { data: unknown } }) => {
    expect(answer).toMatchObject({
      status: 200,
      body: { data: { added: 2, errors: [{ index: 1, code: 'invalid_input' }] } },
    });
    const rows = await service.queryLogs({ plan_id: planId, action_type: 'note', order: 'asc' });
    expect(rows.map(({ description }) => description)).toEqual(['a', 'c']);
  };
  const path = () => `/plans/${planId}/logs/batch?on_error=continue`;

  test.each([
    ['NUL', 'b\0'],
    ['half a surrogate pair', 'b\ud800'],
  ])('with %s is reported by its index, as JSON, as NDJSON and by the service', async (_, description) => {
    const rows = [good('a'), good(description), good('c')];
    await expectKept(await agent.call('POST', path(), { body: rows }));
    const steps = [{ step: 1, action: 'work', description: 'Work' }];
    planId = (await service.createPlan({ task_id: taskId, plan_type: 'x', steps })).id;
    const body = rows.map((row) => JSON.stringify(row)).join('\n');
    const headers = { 'Content-Type': 'application/x-ndjson' };
    await expectKept(await agent.call('POST', path(), { body, headers }));
    planId = (await service.createPlan({ task_id: taskId, plan_type: 'x', steps })).id;
    const placed = rows.map((row) => ({ ...row, plan_id: planId }));
    const data = await service.ingestLogs(placed, { on_error: 'continue' });
    await expectKept({ status: 200, body: { data } });
    await expect(service.ingestLogs(placed)).rejects.toMatchObject({ code: 'invalid_input' });
  });

  test.each(['application/x-ndjson', 'application/json'])(
    'with invalid UTF-8 is reported by its index, as %s',
    async (type) => {
      const lines = ['a', '%', 'c'].map((description) => JSON.stringify(good(description)));
      const text = type === 'application/json' ? `[${lines.join(',')}]` : lines.join('\n');
      await expectKept(
        await agent.call('POST', path(), { body: withBadByte(text), headers: { 'Content-Type': type } }),
      );
    },
  );
});

/** The MCP endpoint as agents use it: the product's patterns over HTTP and stdio, with a key and its scopes. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { planIdIn } from '@/tests/support/tool-text';
import { call, connect, endpoint, use } from '../mcp-client';
import { baseURL, createAgentKey, expect, test } from '../people';

test('plans, works and reports with a key, and sees no rows of other people', async ({
  person,
  task,
  plan,
}) => {
  const client = await connect((await createAgentKey(person)).key);
  const next = await use(client, 'next_step', { plan_id: plan.id });
  expect(next).toMatch(/^Step 1 of \d+ of plan/);
  expect(next).toContain(`plan ${plan.id} (task ${task.id}: `);
  const report = { plan_id: plan.id, step_number: 1, outcome: 'complete', agent_confidence: 0.8 };
  expect(await use(client, 'report_step', report)).toMatch(/^Step 1 is completed\. Step 2 of/);
  const listed = await use(client, 'list', { what: 'plans' });
  expect(listed.split('\n')).toEqual([expect.stringMatching(new RegExp(`^${plan.id} `))]);
  await client.close();
});

test('refuses a caller without a key, and a page of another site', async ({ request, person }) => {
  const { key } = await createAgentKey(person);
  const ask = (headers: Record<string, string>) =>
    request.post(endpoint.href, { data: { jsonrpc: '2.0', id: 1, method: 'ping' }, headers });
  expect((await ask({})).status()).toBe(401);
  expect((await ask({ Authorization: 'Bearer aes_nonsense' })).status()).toBe(401);
  const crossSite = await ask({ Authorization: `Bearer ${key}`, Origin: 'https://evil.example' });
  expect(crossSite.status()).toBe(403);
});

const declared = [
  { action: 'search', description: 'Search literature', estimated_duration: 30 },
  { action: 'analyze', description: 'Analyze sources' },
  { action: 'synthesize', description: 'Synthesize findings' },
];

test('completes a plan step by step and sets context (pattern 1, research)', async ({ person, task }) => {
  const client = await connect((await createAgentKey(person)).key);
  const created = await use(client, 'create_plan', {
    task_id: task.id,
    plan_type: 'research',
    steps: declared,
  });
  const plan_id = planIdIn(created);
  await use(client, 'next_step', { plan_id });
  for (const step_number of [1, 2, 3]) {
    await use(client, 'report_step', { plan_id, step_number, outcome: 'start' });
    const entry = {
      plan_id,
      context_type: 'findings',
      context_key: `step ${step_number}`,
      context_value: 'Found',
    };
    await use(client, 'remember', { entries: [entry] });
    const report = { plan_id, step_number, outcome: 'complete', result: { found: 1 }, agent_confidence: 0.9 };
    const next = step_number < 3 ? `Step ${step_number + 1} of 3 is next` : 'The plan is completed.';
    expect(await use(client, 'report_step', report)).toContain(next);
  }
  const text = await use(client, 'list', { plan_id, include: ['logs', 'context'] });
  expect(text).toContain('(research, completed, 3 of 3 done)');
  expect(text).toContain('findings/step 3: Found');
  expect(await person.service.verifyLog(plan_id)).toMatchObject({ is_valid: true });
  await client.close();
});

test('creates and logs a subtask for each step (pattern 2, breakdown)', async ({ agent, person, task }) => {
  const client = await connect((await createAgentKey(person)).key);
  const breakdown = { task_id: task.id, plan_type: 'subtask_breakdown', steps: declared, as_subtasks: true };
  const plan_id = planIdIn(await use(client, 'create_plan', breakdown));
  const { body } = await agent.get(`/plans/${plan_id}/subtasks`);
  const titles = body.data.map(({ title }: { title: string }) => title);
  expect(titles).toEqual(declared.map(({ description }) => description));
  const text = await use(client, 'list', { plan_id, include: ['logs'] });
  expect(text.match(/: create_subtask/g)).toHaveLength(3);
  const listed = await use(client, 'list', { what: 'plans', task_id: task.id });
  expect(listed).toMatch(/^[0-9a-f-]{36} subtask_breakdown pending 0\/3: [^\n]+$/);
  await client.close();
});

test('blocks a plan and reports the reason to the next agent (pattern 3, errors)', async ({
  person,
  plan,
}) => {
  const client = await connect((await createAgentKey(person)).key);
  const error_message = 'ECONNREFUSED 10.0.0.7:5432';
  const blocked = { plan_id: plan.id, step_number: 1, outcome: 'block', error_message };
  expect(await use(client, 'report_step', blocked)).toContain('the plan is blocked. A person must act.');
  const briefing = await use(client, 'recall', { plan_id: plan.id, query: 'why is it blocked' });
  expect(briefing).toContain(error_message);
  const next = await use(client, 'next_step', { plan_id: plan.id });
  expect(next).toBe('Step 1 is blocked; a person has to act.');
  await client.close();
});

test('refuses every tool that writes to a read-only key, and writes nothing', async ({ person, plan }) => {
  const client = await connect((await createAgentKey(person, { scopes: ['read'] })).key);
  await use(client, 'list', { plan_id: plan.id });
  await use(client, 'next_step', { plan_id: plan.id }); // claims nothing
  const { tools } = await client.listTools();
  const writing = tools.filter(({ annotations }) => !annotations?.readOnlyHint).map(({ name }) => name);
  const inputs: Record<string, Record<string, unknown>> = {
    create_plan: { task_title: 'No', plan_type: 'x', steps: declared },
    update_plan: { plan_id: plan.id, status: 'paused' },
    next_step: { plan_id: plan.id, lease_seconds: 60 },
    report_step: { plan_id: plan.id, step_number: 1, outcome: 'complete' },
    ask: { plan_id: plan.id, question: 'May I?', wait: 0 },
    decide: { decision_id: `${plan.id}:1`, outcome: 'allow' },
    log: { plan_id: plan.id, action_type: 'note', description: 'No' },
    remember: { entries: [{ context_type: 'notes', context_key: 'k', context_value: 'No' }] },
  };
  expect(writing.sort()).toEqual(Object.keys(inputs).sort());
  const before = await person.service.queryLogs({});
  for (const [name, input] of Object.entries(inputs)) {
    const { isError, text } = await call(client, name, input);
    expect(isError, name).toBe(true);
    expect(text).toMatch(/^forbidden: /);
  }
  expect(await person.service.queryLogs({})).toEqual(before);
  await client.close();
});

const script = join('scripts', 'mcp.mjs');

test('offers the same server over stdio', async ({ person, plan }) => {
  const { key } = await createAgentKey(person);
  const client = new Client({ name: 'spec', version: '1' });
  const command = { command: process.execPath, args: [script], env: { AES_KEY: key, AES_URL: baseURL } };
  await client.connect(new StdioClientTransport(command));
  const overHttp = await connect(key);
  expect(await client.listTools()).toEqual(await overHttp.listTools());
  expect(await use(client, 'next_step', { plan_id: plan.id })).toMatch(/^Step 1 of/);
  await use(client, 'report_step', { plan_id: plan.id, step_number: 1, outcome: 'complete' });
  const { contents } = await client.readResource({ uri: `plan://${plan.id}` });
  expect(JSON.stringify(contents)).toContain('completed');
  await expect(client.callTool({ name: 'nothing', arguments: {} })).rejects.toThrow('nothing');
  expect((await client.getPrompt({ name: 'guide' })).messages).toHaveLength(1);
  await client.close();
  await overHttp.close();
});

test('writes only the protocol over stdio, and the last responses after the input ends', async ({
  person,
}) => {
  const { key } = await createAgentKey(person);
  const env = { ...process.env, AES_KEY: key, AES_URL: baseURL };
  const child = spawn('npm', ['run', '--silent', 'mcp'], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  const clientInfo = { name: 'spec', version: '1' };
  const initialize = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo };
  child.stdin.end(
    [
      { jsonrpc: '2.0', id: 1, method: 'initialize', params: initialize },
      { jsonrpc: '2.0', method: 'notifications/initialized' },
      {
        jsonrpc: '2.0',
        id: 'two',
        method: 'tools/call',
        params: { name: 'list', arguments: { what: 'plans' } },
      },
      // Some clients send arguments as text, or null where there are none.
      { jsonrpc: '2.0', id: 3, method: 'tools/list', params: null },
      {
        jsonrpc: '2.0',
        id: 4,
        method: 'tools/call',
        params: { name: 'list', arguments: '{"what":"tasks"}' },
      },
    ]
      .map((message) => `${JSON.stringify(message)}\n`)
      .join(''),
  );
  let written = '';
  child.stdout.on('data', (chunk) => {
    written += chunk;
  });
  expect((await once(child, 'close'))[0]).toBe(0);
  const messages = written
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(messages.map(({ id }) => String(id)).sort()).toEqual(['1', '3', '4', 'two']);
  expect(messages.every(({ result }) => result && !result.isError)).toBe(true);
  for (const words of ['No plans match.', 'There are no tasks.', '"update_plan"'])
    expect(JSON.stringify(messages)).toContain(words);
});

test('reports a missing key, an invalid key and a missing server over stdio', async ({ person }) => {
  const { key } = await createAgentKey(person);
  const cases: [Record<string, string>, string][] = [
    [{ AES_KEY: '' }, 'AES_KEY is not set'],
    [{ AES_KEY: 'aes_nonsense' }, 'Malformed agent key'],
    [{ AES_KEY: key, AES_URL: 'http://127.0.0.1:9' }, 'No server responds at http://127.0.0.1:9'],
    [{ AES_KEY: key, AES_URL: 'nowhere' }, 'AES_URL is not a server address'],
  ];
  for (const [variables, words] of cases) {
    const env = { ...process.env, AES_URL: baseURL, ...variables };
    const failed = await promisify(execFile)(process.execPath, [script], { env }).catch((error) => error);
    expect(failed).toMatchObject({ code: 1, stdout: '' });
    expect(failed.stderr).toContain(words);
  }
});

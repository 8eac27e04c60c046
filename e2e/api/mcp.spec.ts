/** The MCP endpoint as agents meet it: the product's patterns over HTTP and stdio, with a key and its scopes. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { connect, endpoint, use } from '../mcp-client';
import { baseURL, createAgentKey, expect, test } from '../people';

test('an agent plans, works and reports with its key, and sees nobody else’s', async ({
  person,
  task,
  plan,
}) => {
  const client = await connect((await createAgentKey(person)).key);
  const { structuredContent } = await client.callTool({ name: 'next_step', arguments: { plan_id: plan.id } });
  expect(structuredContent).toMatchObject({
    plan_id: plan.id,
    task: { id: task.id },
    step: { step_number: 1 },
  });
  const report = await client.callTool({
    name: 'report_step',
    arguments: { plan_id: plan.id, step_number: 1, outcome: 'complete', agent_confidence: 0.8 },
  });
  expect(report.structuredContent).toMatchObject({ step: { status: 'completed', agent_confidence: 0.8 } });
  const listed = await client.callTool({ name: 'list', arguments: { what: 'plans' } });
  expect((listed.structuredContent as { plans: { id: string }[] }).plans.map(({ id }) => id)).toEqual([
    plan.id,
  ]);
  await client.close();
});

test('nobody gets in without a key, and no page of another site', async ({ request, person }) => {
  const { key } = await createAgentKey(person);
  const ask = (headers: Record<string, string>) =>
    request.post(endpoint.href, { data: { jsonrpc: '2.0', id: 1, method: 'ping' }, headers });
  expect((await ask({})).status()).toBe(401);
  expect((await ask({ Authorization: 'Bearer aes_nonsense' })).status()).toBe(401);
  const evil = await ask({ Authorization: `Bearer ${key}`, Origin: 'https://evil.example' });
  expect(evil.status()).toBe(403);
});

const declared = [
  { action: 'search', description: 'Search literature', estimated_duration: 30 },
  { action: 'analyze', description: 'Analyze sources' },
  { action: 'synthesize', description: 'Synthesize findings' },
];

test('Pattern 1, research: each step is begun, remembered, completed, until the plan is', async ({
  person,
  task,
}) => {
  const client = await connect((await createAgentKey(person)).key);
  const { data } = await use(client, 'create_plan', {
    task_id: task.id,
    plan_type: 'research',
    steps: declared,
  });
  const plan_id = data.plan.id;
  let { step } = (await use(client, 'next_step', { plan_id })).data;
  for (let turns = 0; step && turns < 5; turns += 1) {
    const { step_number } = step;
    await use(client, 'report_step', { plan_id, step_number, outcome: 'start' });
    const entry = {
      plan_id,
      context_type: 'findings',
      context_key: `step ${step_number}`,
      context_value: 'Found',
    };
    await use(client, 'remember', { entries: [entry] });
    const report = { plan_id, step_number, outcome: 'complete', result: { found: 1 }, agent_confidence: 0.9 };
    step = (await use(client, 'report_step', report)).data.next_step;
  }
  const { text } = await use(client, 'get_plan', { plan_id, include: ['logs', 'context'] });
  expect(text).toContain('(research, completed, 3 of 3 done)');
  expect(text).toContain('findings/step 3: Found');
  expect(await person.service.verifyLog(plan_id)).toMatchObject({ is_valid: true });
  await client.close();
});

test('Pattern 2, breakdown: the steps become subtasks of the task, each with its row in the log', async ({
  agent,
  person,
  task,
}) => {
  const client = await connect((await createAgentKey(person)).key);
  const breakdown = { task_id: task.id, plan_type: 'subtask_breakdown', steps: declared, as_subtasks: true };
  const { data } = await use(client, 'create_plan', breakdown);
  const { body } = await agent.get(`/plans/${data.plan.id}/subtasks`);
  const titles = body.data.map(({ title }: { title: string }) => title);
  expect(titles).toEqual(declared.map(({ description }) => description));
  const { text } = await use(client, 'get_plan', { plan_id: data.plan.id, include: ['logs'] });
  expect(text.match(/: create_subtask/g)).toHaveLength(3);
  const listed = await use(client, 'list', { what: 'plans', task_id: task.id });
  expect(listed.data.plans).toMatchObject([{ plan_type: 'subtask_breakdown', total_steps: 3 }]);
  await client.close();
});

test('Pattern 3, errors: the plan is blocked, and whoever comes next is told why', async ({
  person,
  plan,
}) => {
  const client = await connect((await createAgentKey(person)).key);
  const error_message = 'ECONNREFUSED 10.0.0.7:5432';
  const blocked = { plan_id: plan.id, step_number: 1, outcome: 'block', error_message };
  expect((await use(client, 'report_step', blocked)).data.plan_status).toBe('blocked');
  const briefing = await use(client, 'recall', { plan_id: plan.id, query: 'why is it blocked' });
  expect(briefing.text).toContain(error_message);
  const next = await use(client, 'next_step', { plan_id: plan.id });
  expect(next.data).toMatchObject({ step: null, reason: 'Step 1 is blocked; a person has to act.' });
  await client.close();
});

test('a key for reading may look; every tool that writes is refused to it, and nothing is written', async ({
  person,
  plan,
}) => {
  const client = await connect((await createAgentKey(person, { scopes: ['read'] })).key);
  await use(client, 'get_plan', { plan_id: plan.id });
  await use(client, 'next_step', { plan_id: plan.id }); // claims nothing
  const { tools } = await client.listTools();
  const writing = tools.filter(({ annotations }) => !annotations?.readOnlyHint).map(({ name }) => name);
  const inputs: Record<string, Record<string, unknown>> = {
    create_plan: { task_title: 'No', plan_type: 'x', steps: declared },
    next_step: { plan_id: plan.id, lease_seconds: 60 },
    report_step: { plan_id: plan.id, step_number: 1, outcome: 'complete' },
    log: { plan_id: plan.id, action_type: 'note', description: 'No' },
    remember: { entries: [{ context_type: 'notes', context_key: 'k', context_value: 'No' }] },
  };
  expect(writing.sort()).toEqual(Object.keys(inputs).sort());
  const before = await person.service.queryLogs({});
  for (const [name, input] of Object.entries(inputs)) {
    const { isError, structuredContent } = await client.callTool({ name, arguments: input });
    expect(isError, name).toBe(true);
    expect(structuredContent).toMatchObject({ error: { code: 'forbidden' } });
  }
  expect(await person.service.queryLogs({})).toEqual(before);
  await client.close();
});

const script = join('scripts', 'mcp.mjs');

test('over stdio it is the same server', async ({ person, plan }) => {
  const { key } = await createAgentKey(person);
  const client = new Client({ name: 'spec', version: '1' });
  const command = { command: process.execPath, args: [script], env: { AES_KEY: key, AES_URL: baseURL } };
  await client.connect(new StdioClientTransport(command));
  const overHttp = await connect(key);
  expect(await client.listTools()).toEqual(await overHttp.listTools());
  const { data } = await use(client, 'next_step', { plan_id: plan.id });
  expect(data.step.step_number).toBe(1);
  await use(client, 'report_step', { plan_id: plan.id, step_number: 1, outcome: 'complete' });
  const { contents } = await client.readResource({ uri: `plan://${plan.id}` });
  expect(JSON.stringify(contents)).toContain('completed');
  await expect(client.callTool({ name: 'nothing', arguments: {} })).rejects.toThrow('nothing');
  expect((await client.getPrompt({ name: 'guide' })).messages).toHaveLength(1);
  await client.close();
  await overHttp.close();
});

test('over stdio nothing but the protocol is written, and the last answers are, once nobody asks any more', async ({
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
  expect(messages.map(({ id }) => id).sort()).toEqual([1, 'two']);
  expect(JSON.stringify(messages)).toContain('There are no such plans.');
});

test('over stdio it says what is missing: a key, a working one, a server', async ({ person }) => {
  const { key } = await createAgentKey(person);
  const cases: [Record<string, string>, string][] = [
    [{ AES_KEY: '' }, 'AES_KEY is not set'],
    [{ AES_KEY: 'aes_nonsense' }, 'That is not an agent key'],
    [{ AES_KEY: key, AES_URL: 'http://127.0.0.1:9' }, 'No server answers at http://127.0.0.1:9'],
    [{ AES_KEY: key, AES_URL: 'nowhere' }, 'AES_URL is no address'],
  ];
  for (const [variables, words] of cases) {
    const env = { ...process.env, AES_URL: baseURL, ...variables };
    const failed = await promisify(execFile)(process.execPath, [script], { env }).catch((error) => error);
    expect(failed).toMatchObject({ code: 1, stdout: '' });
    expect(failed.stderr).toContain(words);
  }
});

/** The MCP server over a client of the SDK's own: few tokens, and the product's three patterns from beginning to end. */
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { createMcpHandler } from '@modelcontextprotocol/server';
import { createClient } from '@supabase/supabase-js';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createAgentExecution } from '@/lib/agent-execution/agent-execution.service';
import type { AgentExecutionClient, Database } from '@/lib/agent-execution/agent-execution.types';
import { env } from '@/lib/env';
import { embeddedFetch } from '@/lib/supabase/embedded/api';
import { createMcpServer } from './server';

let db: AgentExecutionClient;
let client: Client;

beforeEach(async () => {
  db = createClient<Database>(env().supabaseUrl, env().publishableKey, {
    auth: { persistSession: false, autoRefreshToken: false },
    global: { fetch: embeddedFetch },
  });
  const { error } = await db.auth.signUp({
    email: `${crypto.randomUUID()}@example.com`,
    password: crypto.randomUUID(),
  });
  if (error) throw error;
  const handler = createMcpHandler(() => createMcpServer(db));
  client = new Client({ name: 'test', version: '1' });
  await client.connect(
    new StreamableHTTPClientTransport(new URL('http://localhost/api/mcp'), {
      fetch: (url, init) => handler.fetch(new Request(url, init)),
    }),
  );
});
afterEach(() => client.close());

interface Result {
  text: string;
  data: Record<string, unknown>;
  isError: boolean;
}

async function call(name: string, input: object): Promise<Result> {
  const result = await client.callTool({ name, arguments: { ...input } });
  const [first] = result.content as { text: string }[]; // every tool answers with text
  return {
    text: first?.text ?? '',
    data: (result.structuredContent ?? {}) as Record<string, unknown>, // looked at by tests alone
    isError: result.isError === true,
  };
}

describe('what an agent sees first', () => {
  test('eight tools in fewer than 3,000 tokens', async () => {
    const { tools } = await client.listTools();
    expect(tools).toHaveLength(8);
    const tokens = countTokens(JSON.stringify(tools));
    expect(tokens).toBeLessThan(3000);
    for (const { description } of tools) expect(description).toMatch(/\S/);
  });

  test('the guide, and plans and tasks as resources', async () => {
    const { prompts } = await client.listPrompts();
    expect(prompts.map(({ name }) => name)).toEqual(['guide']);
    const { messages } = await client.getPrompt({ name: 'guide' });
    expect(JSON.stringify(messages)).toContain('When to do what');
    const { resourceTemplates } = await client.listResourceTemplates();
    expect(resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toEqual(['plan://{id}', 'task://{id}']);
  });
});

const steps = [
  { action: 'search', description: 'Search literature', estimated_duration: 30 },
  { action: 'analyze', description: 'Analyze sources' },
  { action: 'synthesize', description: 'Synthesize findings' },
];

describe('the product’s patterns', () => {
  test('1: research, step by step, to the end', async () => {
    const created = await call('create_plan', {
      task_title: 'First principles',
      plan_type: 'research',
      steps,
    });
    const plan = created.data.plan as { id: string; task_id: string };
    let next = await call('next_step', {});
    for (let turns = 0; next.data.step !== null && turns < 5; turns += 1) {
      const { step_number } = next.data.step as { step_number: number };
      await call('report_step', { plan_id: plan.id, step_number, outcome: 'start' });
      await call('remember', {
        entries: [
          {
            plan_id: plan.id,
            context_type: 'findings',
            context_key: `step ${step_number}`,
            context_value: `Found ${step_number}`,
          },
        ],
      });
      const done = await call('report_step', {
        plan_id: plan.id,
        step_number,
        outcome: 'complete',
        result: { found: step_number },
        agent_confidence: 0.9,
      });
      expect(done.isError, done.text).toBe(false);
      next = await call('next_step', { plan_id: plan.id });
    }
    expect(next.text).toBe('The plan is completed.');
    const { text } = await call('get_plan', { plan_id: plan.id, include: ['logs', 'context'] });
    expect(text).toContain('3. [completed] synthesize: Synthesize findings');
    expect(text).toContain('findings/step 3: Found 3');

    const resource = await client.readResource({ uri: `plan://${plan.id}` });
    expect(JSON.stringify(resource.contents)).toContain('completed');
    const task = await client.readResource({ uri: `task://${plan.task_id}` });
    expect(JSON.stringify(task.contents)).toContain('First principles');
  });

  test('2: a breakdown, whose steps become subtasks', async () => {
    const { data } = await call('create_plan', {
      task_title: 'Break it down',
      plan_type: 'subtask_breakdown',
      steps,
    });
    const plan = data.plan as { id: string };
    await createAgentExecution(db).createSubtasks(plan.id);
    const listed = await call('list', { what: 'plans', status: 'pending' });
    expect(listed.text).toContain('subtask_breakdown pending 0/3: Break it down');
    expect((await call('list', { what: 'tasks' })).text).toContain('Break it down');
  });

  test('3: an error blocks the plan, with the reason kept for whoever goes on', async () => {
    const { data } = await call('create_plan', { task_title: 'Deploy', plan_type: 'ops', steps });
    const plan = data.plan as { id: string };
    const blocked = await call('report_step', {
      plan_id: plan.id,
      step_number: 1,
      outcome: 'block',
      error_message: 'No token',
    });
    expect(blocked.text).toContain('the plan is blocked');
    const briefing = await call('recall', { plan_id: plan.id, max_tokens: 800 });
    expect(briefing.text).toContain('## Blockers');
    expect(briefing.text).toContain('No token');
    expect((await call('next_step', { plan_id: plan.id })).text).toBe(
      'Step 1 is blocked; a person has to act.',
    );
    const found = await call('recall', { query: 'which token is missing' });
    expect(found.text).toContain('blockers/error_details');
  });
});

describe('what goes wrong is said with the next safe step, and nothing is written', () => {
  test.each([
    ['create_plan', { plan_type: 'x', steps }, 'Give either task_id or task_title'],
    ['create_plan', { task_id: 'nobody’s', plan_type: 'x', steps }, 'not_found'],
    ['get_plan', { plan_id: '00000000-0000-4000-8000-000000000000' }, 'not_found'],
    [
      'report_step',
      { plan_id: '00000000-0000-4000-8000-000000000000', step_number: 1, outcome: 'complete' },
      'not_found',
    ],
    [
      'report_step',
      { plan_id: '00000000-0000-4000-8000-000000000000', step_number: 1, outcome: 'block' },
      'Say in error_message',
    ],
    ['recall', { task_id: 'nobody’s' }, 'not_found'],
    ['remember', { entries: [{ context_type: ' ', context_key: 'k', context_value: 'v' }] }, 'invalid_input'],
  ])('%s %j', async (name, input, words) => {
    const result = await call(name, input);
    expect(result.isError).toBe(true);
    expect(result.text).toContain(words);
    expect((await call('list', { what: 'tasks' })).text).toBe('There are no tasks.');
  });
});

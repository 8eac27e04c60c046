/** The MCP server over a client of the SDK's own: few tokens, and the product's three patterns from beginning to end. */
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { getRecentPlan } from '@/lib/agent-execution/plans';
import { type Session, startSession } from './test-session';

let session: Session;

beforeEach(async () => {
  session = await startSession();
});
afterEach(() => session.client.close());

const nobodys = '00000000-0000-4000-8000-000000000000';
const steps = [
  { action: 'search', description: 'Search literature', estimated_duration: 30 },
  { action: 'analyze', description: 'Analyze sources' },
  { action: 'synthesize', description: 'Synthesize findings' },
];

const call = (name: string, input: object) => session.call(name, input);

describe('what an agent sees first', () => {
  test('eight tools in fewer than 3,000 tokens', async () => {
    const { tools } = await session.client.listTools();
    expect(tools).toHaveLength(8);
    const tokens = countTokens(JSON.stringify(tools));
    expect(tokens).toBeLessThan(3000);
  });

  test('of each tool, whether it only reads', async () => {
    const { tools } = await session.client.listTools();
    const hints = Object.fromEntries(tools.map(({ name, annotations }) => [name, annotations]));
    expect(hints.recall).toEqual({ readOnlyHint: true, openWorldHint: false });
    expect(hints.log).toEqual({ destructiveHint: false, openWorldHint: false });
    expect(hints.remember).toEqual({ destructiveHint: false, idempotentHint: true, openWorldHint: false });
  });

  test('the newest plans and tasks by name, and of what is not there that it is not', async () => {
    expect((await session.client.listResources()).resources).toEqual([]);
    const { data } = await call('create_plan', { task_title: 'Listed', plan_type: 'research', steps });
    const { id, task_id } = data.plan as { id: string; task_id: string };
    const { resources } = await session.client.listResources();
    expect(resources.map(({ uri, name }) => `${uri} ${name}`)).toEqual([
      `plan://${id} research: Listed`,
      `task://${task_id} Listed`,
    ]);
    for (const uri of [`plan://${nobodys}`, 'plan://what', 'task://none', 'step://1'])
      await expect(session.client.readResource({ uri })).rejects.toThrow(/not found/i);
  });

  test('the guide, and plans and tasks as resources', async () => {
    const { prompts } = await session.client.listPrompts();
    expect(prompts.map(({ name }) => name)).toEqual(['guide']);
    const { messages } = await session.client.getPrompt({ name: 'guide' });
    expect(JSON.stringify(messages)).toContain('When to do what');
    const { resourceTemplates } = await session.client.listResourceTemplates();
    expect(resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toEqual(['plan://{id}', 'task://{id}']);
  });
});

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

    const resource = await session.client.readResource({ uri: `plan://${plan.id}` });
    expect(JSON.stringify(resource.contents)).toContain('completed');
    const task = await session.client.readResource({ uri: `task://${plan.task_id}` });
    expect(JSON.stringify(task.contents)).toContain('First principles');
  });

  test('2: a breakdown, whose steps become subtasks', async () => {
    const { data } = await call('create_plan', {
      task_title: 'Break it down',
      plan_type: 'subtask_breakdown',
      steps,
      as_subtasks: true,
    });
    const plan = data.plan as { id: string };
    expect(data.subtasks).toBe(3);
    const { subtasks } = await getRecentPlan(session.db, plan.id);
    expect(subtasks.map(({ title }) => title)).toEqual(steps.map(({ description }) => description));
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

describe('arguments', () => {
  test.each([
    ['get_plan', {}, 'plan_id: '],
    ['get_plan', { plan_id: 'the first one' }, 'plan_id: must be a UUID'],
    ['get_plan', { plan_id: nobodys, includes: ['logs'] }, 'includes'],
    ['get_plan', { plan_id: nobodys, max_tokens: 5 }, 'max_tokens: '],
    ['report_step', { plan_id: nobodys, step_number: 'two', outcome: 'complete' }, 'step_number: '],
    ['report_step', { plan_id: nobodys, step_number: 1, outcome: 'done' }, 'outcome: '],
    ['create_plan', { task_title: 'T', plan_type: 'x', steps: 'search, then analyze' }, 'steps: '],
    ['create_plan', { task_title: 'T', plan_type: 'x', steps: [{ action: 'a' }] }, 'steps.0.description: '],
    [
      'create_plan',
      { task_title: 'T', plan_type: 'x', steps: [{ step: 0, ...steps[0] }] },
      'numbered from 1',
    ],
    ['list', { what: 'tasks', status: 'pending' }, 'are for plans'],
    ['log', { action_type: 'note', description: 'a', agent_confidence: 95 }, 'must be from 0 to 1'],
  ])('that are wrong come back with what to correct: %s %j', async (name, input, words) => {
    const { isError, text, data } = await call(name, input);
    expect(isError).toBe(true);
    expect(text).toMatch(/^invalid_input: /);
    expect(text).toContain(words);
    expect(text).toMatch(/nothing was written/i);
    expect(data.error).toMatchObject({ code: 'invalid_input', hint: expect.any(String) });
  });

  test('that a model sent as text, or as null for what may be left out, are read as they are meant', async () => {
    const created = await call('create_plan', {
      task_id: null,
      task_title: 'As text',
      plan_type: 'research',
      steps: JSON.stringify(steps),
      reasoning: null,
    });
    expect(created.isError, created.text).toBe(false);
    const { id } = created.data.plan as { id: string };
    const report = await call('report_step', {
      plan_id: id,
      step_number: '1',
      outcome: 'complete',
      result: '42',
    });
    expect(report.data.step).toMatchObject({ step_number: 1, status: 'completed', result: '42' });
  });

  test('a tool that there is not is the protocol’s error, as it says', async () => {
    await expect(session.client.callTool({ name: 'delete_plan', arguments: {} })).rejects.toThrow(
      'delete_plan',
    );
  });
});

describe('what goes wrong is said with the next safe step, and nothing is written', () => {
  test.each([
    ['create_plan', { plan_type: 'x', steps }, 'Give either task_id or task_title'],
    ['create_plan', { task_id: 'nobody’s', plan_type: 'x', steps }, 'not_found'],
    ['get_plan', { plan_id: nobodys }, 'not_found'],
    ['report_step', { plan_id: nobodys, step_number: 1, outcome: 'complete' }, 'not_found'],
    ['report_step', { plan_id: nobodys, step_number: 1, outcome: 'block' }, 'Say in error_message'],
    ['recall', { task_id: 'nobody’s' }, 'not_found'],
    ['remember', { entries: [{ context_type: ' ', context_key: 'k', context_value: 'v' }] }, 'invalid_input'],
  ])('%s %j', async (name, input, words) => {
    const result = await call(name, input);
    expect(result.isError).toBe(true);
    expect(result.text).toContain(words);
    expect((await call('list', { what: 'tasks' })).text).toBe('There are no tasks.');
  });
});

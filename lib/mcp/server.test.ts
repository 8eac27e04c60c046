/** The MCP server over the SDK's client: token limits, and the product's three patterns from start to end. */
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { getRecentPlan } from '@/lib/agent-execution/plans';
import { type Session, startSession } from '@/tests/support/test-session';
import { planIdIn, taskIdIn } from '@/tests/support/tool-text';

let session: Session;

beforeEach(async () => {
  session = await startSession();
});
afterEach(() => session.client.close());

const unknownId = '00000000-0000-4000-8000-000000000000';
const steps = [
  { action: 'search', description: 'Search literature', estimated_duration: 30 },
  { action: 'analyze', description: 'Analyze sources' },
  { action: 'synthesize', description: 'Synthesize findings' },
];

const call = (name: string, input: object) => session.call(name, input);
const use = (name: string, input: object) => session.use(name, input);

describe('an agent sees', () => {
  test('ten tools in fewer than 4,000 tokens', async () => {
    const { tools } = await session.client.listTools();
    expect(tools).toHaveLength(10);
    const tokens = countTokens(JSON.stringify(tools));
    expect(tokens).toBeLessThan(4000);
  });

  test('which tools are read-only', async () => {
    const { tools } = await session.client.listTools();
    const hints = Object.fromEntries(tools.map(({ name, annotations }) => [name, annotations]));
    expect(hints.recall).toEqual({ readOnlyHint: true, openWorldHint: false });
    expect(hints.log).toEqual({ destructiveHint: false, openWorldHint: false });
    expect(hints.remember).toEqual({ destructiveHint: false, idempotentHint: true, openWorldHint: false });
  });

  test('the newest plans and tasks as resources, and an error for missing ones', async () => {
    expect((await session.client.listResources()).resources).toEqual([]);
    const text = await use('create_plan', { task_title: 'Listed', plan_type: 'research', steps });
    const [id, task_id] = [planIdIn(text), taskIdIn(text)];
    const { resources } = await session.client.listResources();
    expect(resources.map(({ uri, name }) => `${uri} ${name}`)).toEqual([
      `plan://${id} research: Listed`,
      `task://${task_id} Listed`,
    ]);
    for (const uri of [`plan://${unknownId}`, 'plan://what', 'task://none', 'step://1'])
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
    const created = await use('create_plan', {
      task_title: 'First principles',
      plan_type: 'research',
      steps,
    });
    const plan = { id: planIdIn(created), task_id: taskIdIn(created) };
    let next = await use('next_step', {});
    for (let turns = 0; turns < 3; turns += 1) {
      const step_number = Number(/Step (\d) of 3 .*is next/.exec(next)?.[1]);
      const { action, description } = steps[step_number - 1] ?? {};
      expect(next).toContain(`${action}: ${description}`);
      await use('report_step', { plan_id: plan.id, step_number, outcome: 'start' });
      const entry = {
        context_type: 'findings',
        context_key: `step ${step_number}`,
        context_value: `Found ${step_number}`,
      };
      await use('remember', { entries: [{ plan_id: plan.id, ...entry }] });
      next = await use('report_step', {
        plan_id: plan.id,
        step_number,
        outcome: 'complete',
        result: { found: step_number },
        agent_confidence: 0.9,
      });
    }
    expect(next).toBe('Step 3 is completed. The plan is completed.');
    const text = await use('list', { plan_id: plan.id, include: ['logs', 'context'] });
    expect(text).toContain(
      '3. [completed] synthesize: Synthesize findings (confidence 0.9; result: {"found":3})',
    );
    expect(text).toContain('findings/step 3: Found 3');

    const resource = await session.client.readResource({ uri: `plan://${plan.id}` });
    expect(JSON.stringify(resource.contents)).toContain('completed');
    const task = await session.client.readResource({ uri: `task://${plan.task_id}` });
    expect(JSON.stringify(task.contents)).toContain('First principles');
  });

  test('2: a breakdown, whose steps become subtasks', async () => {
    const created = await use('create_plan', {
      task_title: 'Break it down',
      plan_type: 'subtask_breakdown',
      steps,
      as_subtasks: true,
    });
    expect(created).toContain('Created 3 subtasks.');
    const { subtasks } = await getRecentPlan(session.db, planIdIn(created));
    expect(subtasks.map(({ title }) => title)).toEqual(steps.map(({ description }) => description));
    expect(await use('list', { what: 'plans', status: 'pending' })).toContain(
      'subtask_breakdown pending 0/3: Break it down',
    );
    expect((await call('list', { what: 'tasks' })).text).toContain('Break it down');
  });

  test('3: an error blocks the plan, and its reason is stored as context', async () => {
    const plan = {
      id: planIdIn(await use('create_plan', { task_title: 'Deploy', plan_type: 'ops', steps })),
    };
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
    expect(await use('next_step', { plan_id: plan.id })).toBe('Step 1 is blocked; a person has to act.');
    const found = await call('recall', { query: 'which token is missing' });
    expect(found.text).toContain('blockers/error_details');
  });
});

describe('arguments', () => {
  test.each([
    ['update_plan', {}, 'plan_id '],
    ['list', { plan_id: 'the first one' }, 'plan_id must be a UUID'],
    ['list', { plan_id: unknownId, includes: ['logs'] }, 'did you mean include?'],
    ['list', { plan_id: unknownId, max_tokens: 5 }, 'max_tokens '],
    ['list', { plan_id: unknownId, status: 'pending' }, 'Omit what, search, status and task_id'],
    ['list', { include: ['logs'] }, 'include applies to one plan'],
    ['update_plan', { plan_id: unknownId }, 'Give status, reasoning, steps or add_step'],
    ['update_plan', { plan_id: unknownId, status: 'paused', steps }, 'Change one thing per call'],
    ['report_step', { plan_id: unknownId, step_number: 'two', outcome: 'complete' }, 'step_number '],
    ['report_step', { plan_id: unknownId, step_number: 1, outcome: 'done' }, 'outcome '],
    [
      'create_plan',
      { task_title: 'T', plan_type: 'x', steps: 'search, then analyze' },
      'steps.0 must be an object',
    ],
    ['create_plan', { task_title: 'T', plan_type: 'x', steps: [{ action: 'a' }] }, 'steps.0.description '],
    [
      'create_plan',
      { task_title: 'T', plan_type: 'x', steps: [{ step: 2, ...steps[0] }] },
      'numbered from 1',
    ],
    ['list', { what: 'tasks', status: 'pending' }, 'apply to plans'],
    ['log', { action_type: 'note', description: 'a', agent_confidence: 95 }, 'must be from 0 to 1'],
  ])('that are invalid are refused with a correction: %s %j', async (name, input, words) => {
    const { isError, text } = await call(name, input);
    expect(isError).toBe(true);
    expect(text).toMatch(/^invalid_input: /);
    expect(text).toContain(words);
    expect(text).toMatch(/nothing was written/i);
  });

  test('sent as text, or as null for optional fields, are repaired', async () => {
    const created = await use('create_plan', {
      task_id: null,
      task_title: 'As text',
      plan_type: 'research',
      steps: JSON.stringify(steps),
      reasoning: null,
    });
    const plan_id = planIdIn(created);
    await use('report_step', { plan_id, step_number: '1', outcome: 'complete', result: '42' });
    const [first] = (await getRecentPlan(session.db, plan_id)).steps;
    expect(first).toMatchObject({ step_number: 1, status: 'completed', result: '42' });
  });

  test('an unknown tool is an error of the protocol', async () => {
    await expect(session.client.callTool({ name: 'delete_plan', arguments: {} })).rejects.toThrow(
      'delete_plan',
    );
  });
});

describe('an error names the next safe step and writes nothing', () => {
  test.each([
    ['create_plan', { plan_type: 'x', steps }, 'Give either task_id or task_title'],
    ['create_plan', { task_id: 'nobody’s', plan_type: 'x', steps }, 'not_found'],
    ['list', { plan_id: unknownId }, 'not_found'],
    ['report_step', { plan_id: unknownId, step_number: 1, outcome: 'complete' }, 'not_found'],
    ['report_step', { plan_id: unknownId, step_number: 1, outcome: 'block' }, 'A block needs error_message'],
    ['recall', { task_id: 'nobody’s' }, 'not_found'],
    ['remember', { entries: [{ context_type: ' ', context_key: 'k', context_value: 'v' }] }, 'invalid_input'],
  ])('%s %j', async (name, input, words) => {
    const result = await call(name, input);
    expect(result.isError).toBe(true);
    expect(result.text).toContain(words);
    expect((await call('list', { what: 'tasks' })).text).toBe('There are no tasks.');
  });
});

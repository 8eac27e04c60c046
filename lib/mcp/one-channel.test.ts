/** Every result is text only, has all that the model needs, and costs few tokens (docs/decisions/0029-mcp-answers-are-text.md). */
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Session, startAgentSession, startSession } from '@/tests/support/test-session';
import { leaseTokenIn, planIdIn, taskIdIn } from '@/tests/support/tool-text';

let person: Session;
let agent: Session;

beforeEach(async () => {
  person = await startSession();
  agent = await startAgentSession(person, 'worker');
});
afterEach(() => Promise.all([person, agent].map(({ client }) => client.close())));

const actions = ['search', 'analyze', 'draft', 'review', 'publish'];
const steps = actions.map((action, index) => ({
  action,
  description: `Do part ${index + 1} of the survey and check it against the sources`,
  estimated_duration: 30,
}));
const plan = { task_title: 'A survey of queues', plan_type: 'research', steps };

test('no result and no error has structured content', async () => {
  for (const [name, input] of [
    ['create_plan', plan],
    ['next_step', {}],
    ['list', {}],
    ['recall', { query: 'survey' }],
    ['report_step', {}],
  ] as const) {
    const result = await agent.client.callTool({ name, arguments: { ...input } });
    expect(
      Object.keys(result)
        .sort()
        .filter((key) => !key.startsWith('_') && key !== 'resultType'),
    ).toEqual(result.isError ? ['content', 'isError'] : ['content']);
    expect(result.content).toEqual([{ type: 'text', text: expect.stringMatching(/\w/) }]);
  }
});

describe('a loop of five steps', () => {
  /** Returns the tokens of all results of a plan from start to end. */
  async function work(isLeasing: boolean): Promise<number> {
    let tokens = 0;
    const use = async (name: string, input: object) => {
      const text = await agent.use(name, input);
      tokens += countTokens(text);
      return text;
    };
    const plan_id = planIdIn(await use('create_plan', plan));
    await use('recall', { plan_id, max_tokens: 500 });
    if (!isLeasing) await use('next_step', { plan_id });
    for (const [index, { action }] of steps.entries()) {
      const step_number = index + 1;
      const begun = isLeasing
        ? await use('next_step', { plan_id, lease_seconds: 60 })
        : await use('report_step', { plan_id, step_number, outcome: 'start' });
      if (isLeasing) expect(begun).toContain(`${action}: `);
      const lease = isLeasing ? { lease_token: leaseTokenIn(begun) } : {};
      await use('log', {
        plan_id,
        step_number,
        action_type: 'tool_call',
        description: 'Read the manual',
        ...lease,
      });
      const report = { plan_id, step_number, outcome: 'complete', result: { found: index }, ...lease };
      await use('report_step', report);
    }
    return tokens;
  }

  test.each([
    ['under leases', true],
    ['without leases', false],
  ])('costs fewer than 1,300 tokens %s', async (_how, isLeasing) => {
    const tokens = await work(isLeasing);
    expect(tokens).toBeLessThan(1300);
    expect(tokens).toBeGreaterThan(300); // every result was counted
  });
});

describe('the text says', () => {
  test('which records were created, and what to do next', async () => {
    const created = await agent.use('create_plan', plan);
    expect(created).toMatch(/^Created plan \S+ of 5 steps for task deep-\S+\. Call next_step to start\.$/);
    const [plan_id, task_id] = [planIdIn(created), taskIdIn(created)];
    const next = await agent.use('next_step', {});
    expect(next).toBe(
      `Step 1 of 5 of plan ${plan_id} (task ${task_id}: A survey of queues) is next: report start when you begin.\nsearch: ${steps[0]?.description}`,
    );
    await agent.use('report_step', { plan_id, step_number: 1, outcome: 'start' });
    expect(await agent.use('report_step', { plan_id, step_number: 1, outcome: 'complete' })).toBe(
      `Step 1 is completed. Step 2 of 5 is next: report start when you begin.\nanalyze: ${steps[1]?.description}`,
    );
  });

  test('the lease and its token, and how to claim the next step', async () => {
    const plan_id = planIdIn(await agent.use('create_plan', plan));
    const claimed = await agent.use('next_step', { lease_seconds: 60 });
    const lease_token = leaseTokenIn(claimed);
    expect(lease_token).toBeGreaterThan(0);
    const done = await agent.use('report_step', {
      plan_id,
      step_number: 1,
      outcome: 'complete',
      lease_token,
    });
    expect(done).toMatch(
      /^Step 1 is completed\. Step 2 of 5 is next: claim it with next_step and lease_seconds\.\nanalyze: /,
    );
  });

  test('that a person must act', async () => {
    const [first, ...others] = steps;
    const gated = { ...plan, steps: [{ ...first, requires_approval: true }, ...others] };
    const created = await agent.use('create_plan', gated);
    expect(created).toContain('A person must approve its first step.');
    const plan_id = planIdIn(created);
    for (const lease of [{}, { lease_seconds: 60 }])
      expect(await agent.use('next_step', { plan_id, ...lease })).toContain(
        'Step 1 is awaiting_approval; a person has to act.',
      );
    const early = await agent.call('report_step', { plan_id, step_number: 1, outcome: 'start' });
    expect(early.text).toMatch(/^conflict: .*awaiting.*approv/);
  });

  test('every invalid field, not only the first', async () => {
    const { text } = await agent.call('report_step', { plan_id: 'x', step_number: 0, outcome: 'done' });
    for (const field of ['plan_id', 'step_number', 'outcome']) expect(text).toContain(field);
  });
});

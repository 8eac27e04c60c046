/** Long results are cut to the token limit, and the cursor returns the rest. */
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setContexts } from '@/lib/agent-execution/context';
import { contextPack } from '@/lib/agent-execution/context-pack';
import { addLogs } from '@/lib/agent-execution/logs';
import { createPlan, createPlanOnce } from '@/lib/agent-execution/plans';
import { moveStep } from '@/lib/agent-execution/steps';
import { createTask } from '@/lib/agent-execution/tasks';
import { type Result, type Session, startSession } from '@/tests/support/test-session';
import { cursorIn } from '@/tests/support/tool-text';

const STEPS = 300;
const LOGS = 2500;
const ENTRIES = 120;

let session: Session;
let planId: string;
let taskId: string;

const sentence = (about: string, words: number) =>
  Array.from({ length: words }, (_, index) => `${about}${(index * 7919) % 1009}`).join(' ');

beforeAll(async () => {
  session = await startSession();
  const { db } = session;
  const steps = Array.from({ length: STEPS }, (_, index) => ({
    step: index + 1,
    action: 'do',
    description: `Part ${index + 1}: ${sentence('part', 12)}`,
  }));
  const { plan } = await createPlanOnce(db, { title: 'A long march', plan_type: 'march', steps });
  planId = plan.id;
  taskId = plan.task_id;
  for (let start = 0; start < LOGS; start += 500) {
    const rows = Array.from({ length: 500 }, (_, index) => ({
      plan_id: planId,
      action_type: 'note',
      description: `Note ${start + index}`,
    }));
    await addLogs(db, rows);
  }
  await setContexts(
    db,
    Array.from({ length: ENTRIES }, (_, index) => ({
      plan_id: planId,
      context_type: 'findings',
      context_key: `finding ${index}`,
      context_value: `Topic ${index} tells ${sentence(`w${index}x`, 40)}`,
    })),
  );
});
afterAll(() => session.client.close());

function expectWithin(tokens: number, { text, isError }: Result) {
  expect(isError, text).toBe(false);
  expect(countTokens(text)).toBeLessThanOrEqual(tokens);
}

/** Reads a list to its end and checks each page against the token limit. */
async function readAll(tool: string, input: object, tokens: number) {
  const texts: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await session.call(tool, { ...input, max_tokens: tokens, ...(cursor && { cursor }) });
    expectWithin(tokens, page);
    texts.push(page.text);
    cursor = cursorIn(page.text);
  } while (cursor && texts.length < 2000);
  return { text: texts.join('\n'), pages: texts.length };
}

/** Returns the matches of a pattern with one group, in order. */
const found = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, group]) => group);

describe('a plan of 300 steps with thousands of log rows', () => {
  test('fits into 2,000 tokens by default', async () => {
    const whole = await session.call('list', { plan_id: planId, include: ['logs', 'context'] });
    expectWithin(2000, whole);
    expect(countTokens(whole.text)).toBeGreaterThan(1200);
    expect(whole.text).toContain('0 of 300 done');
    expect(cursorIn(whole.text)).toMatch(/^steps\.\d+$/);
  });

  test.each([300, 1500, 20_000])('is read completely, %i tokens at a time', async (tokens) => {
    const include = tokens < 1000 ? ['context'] : ['logs', 'context'];
    const { text } = await readAll('list', { plan_id: planId, include }, tokens);
    const numbers = (length: number) => Array.from({ length }, (_, index) => String(index));
    expect(found(text, /^(\d+)\. \[pending\]/gm)).toEqual(numbers(STEPS + 1).slice(1));
    expect(new Set(found(text, /^findings\/(finding \d+): /gm)).size).toBe(ENTRIES);
    if (include.includes('logs'))
      expect(found(text, /^#.*: note: Note (\d+)$/gm)).toEqual(numbers(LOGS).toReversed());
  });

  test('refuses the cursor of another call with a hint', async () => {
    for (const cursor of ['logs.17', 'nonsense', 'context.!']) {
      const { isError, text } = await session.call('list', { plan_id: planId, cursor });
      expect(isError).toBe(true);
      expect(text).toMatch(/^invalid_input: .*cursor/);
    }
  });
});

describe('context', () => {
  test('is searched page by page', async () => {
    const { text, pages } = await readAll('recall', { query: 'topic tells', limit: 50 }, 1000);
    expect(pages).toBeGreaterThan(5);
    const ids = found(text, /^findings\/.* id ([0-9a-f-]+)\)$/gm);
    expect(ids).toHaveLength(ENTRIES);
    expect(new Set(ids).size).toBe(ENTRIES);
  });

  test('is briefed, and the cursor returns the entries that the briefing omitted', async () => {
    const search = { plan_id: planId, query: 'topic' };
    const { text } = await readAll('recall', search, 1500);
    const { pieces } = await contextPack(session.db, { ...search, max_tokens: 200_000 });
    const known = pieces.filter(({ section }) => section === 'memory');
    expect(known.length).toBeGreaterThan(20);
    for (const { title } of known)
      expect(text).toMatch(new RegExp(`${title.replace('findings/', '')}( \\(|:)`));
  });

  test('is read whole by the id of a search result', async () => {
    const text = await session.use('recall', { query: 'key:"finding 7"', limit: 1 });
    const [, number, id] = /^findings\/finding (\d+) .* id ([0-9a-f-]+)\)$/m.exec(text) ?? [];
    expect(await session.use('recall', { entry_id: id })).toContain(sentence(`w${number}x`, 40));
  });
});

describe('lists', () => {
  test('of tasks and plans are read completely, page by page', async () => {
    const made = [];
    for (let index = 0; index < 30; index += 1)
      made.push(await createTask(session.db, { title: `Task ${index} ${sentence('of', 10)}` }));
    for (const { id } of made.slice(0, 12))
      await createPlan(session.db, {
        task_id: id,
        plan_type: 'short',
        steps: [{ step: 1, action: 'do', description: 'It' }],
      });
    const tasks = await readAll('list', { what: 'tasks', limit: 20 }, 400);
    expect(found(tasks.text, /^(deep-[\w-]+): /gm).sort()).toEqual(
      [taskId, ...made.map(({ id }) => id)].sort(),
    );
    const plans = await readAll('list', { what: 'plans' }, 400);
    expect(found(plans.text, /^([0-9a-f-]{36}) short pending 0\/1: /gm)).toHaveLength(12);
    expect(plans.pages).toBeGreaterThan(2);
  });
});

describe('huge values', () => {
  test('are cut and marked, and complete with a higher limit', async () => {
    const description = sentence('long', 1400).slice(0, 10_000);
    const { plan } = await createPlanOnce(session.db, {
      title: 'Huge 👩🏽‍💻',
      plan_type: 'huge',
      reasoning: '思'.repeat(50_000),
      steps: [
        { step: 1, action: 'do', description },
        { step: 2, action: 'do', description: 'Then that' },
      ],
    });
    const next = await session.call('next_step', { plan_id: plan.id });
    expectWithin(2000, next);
    expect(next.text).toContain('(shortened from 10000 characters)');

    const result = { lines: Array.from({ length: 4000 }, (_, index) => `line ${index} of a long output`) };
    await moveStep(session.db, plan.id, 1, 'complete_step', { result });
    const value = 'aaaaaaaa'.repeat(16_000);
    await setContexts(session.db, [
      { plan_id: plan.id, context_type: 'dumps', context_key: 'all of it', context_value: value },
    ]);
    for (const tokens of [300, 2000, 10_000]) {
      const response = await session.call('list', {
        plan_id: plan.id,
        include: ['logs', 'context'],
        max_tokens: tokens,
      });
      expectWithin(tokens, response);
      expect(response.text).toMatch(/\(shortened from \d+ characters\)/);
      expect(response.text).not.toContain('\ufffd');
    }
    const { text } = await readAll('list', { plan_id: plan.id, include: ['logs', 'context'] }, 600);
    expect(found(text, /^(\d)\. \[/gm)).toEqual(['1', '2']);
    const [id] = found(text, /^dumps\/all of it: .* \[([0-9a-f-]+)\]$/gm);
    const whole = await session.use('recall', { entry_id: id, max_tokens: 200_000 });
    expect(whole).toContain(value);
    const report = await session.call('report_step', {
      plan_id: plan.id,
      step_number: 2,
      outcome: 'complete',
      result,
    });
    expectWithin(2000, report);
  });
});

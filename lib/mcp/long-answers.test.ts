/** What is long is cut to the tokens asked for, as text and as data, and the cursor gives all of the rest. */
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setContexts } from '@/lib/agent-execution/context';
import { contextPack } from '@/lib/agent-execution/context-pack';
import { addLogs } from '@/lib/agent-execution/logs';
import { createPlan, createPlannedTask } from '@/lib/agent-execution/plans';
import { moveStep } from '@/lib/agent-execution/steps';
import { createTask } from '@/lib/agent-execution/tasks';
import { type Result, type Session, startSession } from './test-session';

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
  const plan = await createPlannedTask(db, { title: 'A long march', plan_type: 'march', steps });
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

function expectWithin(tokens: number, { text, data, isError }: Result) {
  expect(isError, text).toBe(false);
  expect(countTokens(text)).toBeLessThanOrEqual(tokens);
  expect(countTokens(JSON.stringify(data))).toBeLessThanOrEqual(tokens);
}

/** Reads a list to its end, holding each page against the budget. */
async function readAll(tool: string, input: object, tokens: number, lists: string[]) {
  const rows: Record<string, Record<string, unknown>[]> = Object.fromEntries(lists.map((list) => [list, []]));
  let cursor: unknown;
  let pages = 0;
  do {
    const page = await session.call(tool, { ...input, max_tokens: tokens, ...(cursor ? { cursor } : {}) });
    expectWithin(tokens, page);
    for (const list of lists) {
      const found = (page.data[list] ?? []) as Record<string, unknown>[]; // a list of rows
      rows[list]?.push(...found);
    }
    cursor = page.data.next_cursor;
    if (cursor) expect(page.text).toContain(String(cursor));
    pages += 1;
  } while (cursor && pages < 2000);
  return { rows, pages };
}

describe('a plan of 300 steps with thousands of log rows', () => {
  test('is told within 2,000 tokens unless more is asked for', async () => {
    const whole = await session.call('get_plan', { plan_id: planId, include: ['logs', 'context'] });
    expectWithin(2000, whole);
    expect(countTokens(whole.text)).toBeGreaterThan(1200);
    expect(whole.text).toContain('0 of 300 done');
    expect(whole.data.next_cursor).toMatch(/^steps\.\d+$/);
  });

  test.each([300, 1500, 20_000])('is read whole, %i tokens at a time', async (tokens) => {
    const include = tokens < 1000 ? ['context'] : ['logs', 'context'];
    const lists = ['steps', ...include];
    const { rows } = await readAll('get_plan', { plan_id: planId, include }, tokens, lists);
    expect(rows.steps?.map(({ step_number }) => step_number)).toEqual(
      Array.from({ length: STEPS }, (_, index) => index + 1),
    );
    expect(new Set(rows.context?.map(({ context_key }) => context_key)).size).toBe(ENTRIES);
    if (!rows.logs) return;
    const notes = rows.logs.filter(({ action_type }) => action_type === 'note');
    expect(notes.map(({ description }) => description)).toEqual(
      Array.from({ length: LOGS }, (_, index) => `Note ${LOGS - 1 - index}`),
    );
  });

  test('a cursor of another call is refused with a way on', async () => {
    for (const cursor of ['logs.17', 'nonsense', 'context.!']) {
      const { isError, text } = await session.call('get_plan', { plan_id: planId, cursor });
      expect(isError).toBe(true);
      expect(text).toMatch(/^invalid_input: .*cursor/);
    }
  });
});

describe('what is remembered', () => {
  test('is found page by page', async () => {
    const { rows, pages } = await readAll('recall', { query: 'topic tells', limit: 50 }, 1000, ['entries']);
    expect(pages).toBeGreaterThan(5);
    expect(new Set(rows.entries?.map(({ id }) => id)).size).toBe(ENTRIES);
    expect(rows.entries).toHaveLength(ENTRIES);
  });

  test('is briefed, and the cursor gives what the briefing had no room for', async () => {
    const asked = { plan_id: planId, query: 'topic' };
    const brief = await session.call('recall', { ...asked, max_tokens: 1500 });
    expectWithin(1500, brief);
    const { rows } = await readAll('recall', asked, 1500, ['entries']);
    const read = `${brief.text} ${rows.entries?.map(({ context_key }) => `${context_key} (`).join(' ')}`;
    const { pieces } = await contextPack(session.db, { ...asked, max_tokens: 200_000 });
    const known = pieces.filter(({ section }) => section === 'memory');
    expect(known.length).toBeGreaterThan(20);
    for (const { title } of known) expect(read).toContain(`${title.replace('findings/', '')} (`);
  });

  test('is read whole by the id that a search told', async () => {
    const { data } = await session.call('recall', { query: 'key:"finding 7"', limit: 1 });
    const [entry] = data.entries as { id: string; context_key: string }[]; // as above
    const whole = await session.call('recall', { entry_id: entry?.id });
    expect(whole.text).toContain(sentence(`w${entry?.context_key.split(' ')[1]}x`, 40));
  });
});

describe('lists', () => {
  test('of tasks and plans are read whole, page by page', async () => {
    const made = [];
    for (let index = 0; index < 30; index += 1)
      made.push(await createTask(session.db, { title: `Task ${index} ${sentence('of', 10)}` }));
    for (const { id } of made.slice(0, 12))
      await createPlan(session.db, {
        task_id: id,
        plan_type: 'short',
        steps: [{ step: 1, action: 'do', description: 'It' }],
      });
    const tasks = await readAll('list', { what: 'tasks', limit: 20 }, 400, ['tasks']);
    expect(new Set(tasks.rows.tasks?.map(({ id }) => id))).toEqual(
      new Set([taskId, ...made.map(({ id }) => id)]),
    );
    expect(tasks.rows.tasks).toHaveLength(31);
    const plans = await readAll('list', { what: 'plans' }, 400, ['plans']);
    expect(plans.rows.plans).toHaveLength(13);
    expect(plans.pages).toBeGreaterThan(2);
  });
});

describe('huge values', () => {
  test('are cut in text and data, say so, and are whole for whoever asks for more', async () => {
    const description = sentence('long', 1400).slice(0, 10_000);
    const plan = await createPlannedTask(session.db, {
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
    expect(next.text).toContain('(shortened: 10000 characters in all)');

    const result = { lines: Array.from({ length: 4000 }, (_, index) => `line ${index} of a long output`) };
    await moveStep(session.db, plan.id, 1, 'complete_step', { result });
    const value = 'aaaaaaaa'.repeat(16_000);
    await setContexts(session.db, [
      { plan_id: plan.id, context_type: 'dumps', context_key: 'all of it', context_value: value },
    ]);
    for (const tokens of [300, 2000, 10_000]) {
      const told = await session.call('get_plan', {
        plan_id: plan.id,
        include: ['logs', 'context'],
        max_tokens: tokens,
      });
      expectWithin(tokens, told);
      expect(told.text).toContain('characters in all)');
      expect(told.text).not.toContain('\ufffd');
    }
    const { rows } = await readAll('get_plan', { plan_id: plan.id, include: ['logs', 'context'] }, 600, [
      'steps',
      'logs',
      'context',
    ]);
    expect(rows.steps).toHaveLength(2);
    expect(rows.context).toHaveLength(1);

    const [entry] = rows.context ?? [];
    const whole = await session.call('recall', { entry_id: entry?.id, max_tokens: 200_000 });
    expect(whole.data.entry).toMatchObject({ context_value: value });
    const report = await session.call('report_step', {
      plan_id: plan.id,
      step_number: 2,
      outcome: 'complete',
      result,
    });
    expectWithin(2000, report);
  });
});

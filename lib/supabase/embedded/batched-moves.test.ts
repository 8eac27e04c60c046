/** Moves of many callers at the same time, batched on a real database. */
import postgres from 'postgres';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { AgentExecutionError } from '@/lib/agent-execution/agent-execution.error';
import type { AgentExecutionClient } from '@/lib/agent-execution/agent-execution.types';
import { createPlan, getPlan, verifyLog } from '@/lib/agent-execution/plans';
import { moveStep, reportMove } from '@/lib/agent-execution/steps';
import { createTask } from '@/lib/agent-execution/tasks';
import { createTokenClient } from '@/lib/supabase/token';
import { signUp } from '@/tests/support/test-client';

const PLANS = 64;
const steps = [1, 2].map((step) => ({ step, action: 'work', description: `Step ${step}` }));

let admin: postgres.Sql;
let db: AgentExecutionClient;
let planIds: string[];

beforeAll(async () => {
  admin = postgres(inject('databaseUrl'), { max: 1, onnotice: () => {} });
  const person = await signUp();
  const token = (await person.auth.getSession()).data.session?.access_token ?? '';
  db = createTokenClient(token);
  const { id } = await createTask(db, { title: 'Many plans' });
  const create = () => createPlan(db, { task_id: id, plan_type: 'work', steps });
  planIds = (await Promise.all(Array.from({ length: PLANS }, create))).map((plan) => plan.id);
});

afterAll(() => admin.end());

/** Returns the number of transactions that wrote the rows of an action. */
async function countTransactions(action: string): Promise<number> {
  const [row] = await admin<{ count: number }[]>`
    select count(distinct xmin::text)::int from agent_execution_logs
    where action_type = ${action} and plan_id = any (${planIds})`;
  return row?.count ?? 0;
}

const onEachPlan = <Result>(run: (planId: string, place: number) => Promise<Result>) =>
  Promise.all(planIds.map(run));

test('64 moves on 64 plans share transactions, and leave valid chains', async () => {
  const started = await onEachPlan((id) => moveStep(db, id, 1, 'start_step'));
  expect(started.map(({ plan_id, status }) => [plan_id, status])).toEqual(
    planIds.map((id) => [id, 'in_progress']),
  );
  const reports = await onEachPlan((id, place) =>
    reportMove(db, id, 1, 'complete_step', { result: { place } }),
  );
  expect(reports.map(({ completed_steps, next_step }) => [completed_steps, next_step?.step_number])).toEqual(
    planIds.map(() => [1, 2]),
  );
  expect(await countTransactions('complete_step')).toBeLessThan(PLANS / 4);
  for (const [place, id] of planIds.entries()) {
    expect(await verifyLog(db, id)).toMatchObject({ is_valid: true });
    expect((await getPlan(db, id)).steps[0]).toMatchObject({ status: 'completed', result: { place } });
  }
});

test('a move that is refused gets its error, and the others of its batch succeed', async () => {
  const complete = (id: string, step: number) =>
    moveStep(db, id, step, 'complete_step').then(({ status }) => status, codeOf);
  const outcomes = await onEachPlan((id, place) => complete(id, place % 2 ? 2 : 3));
  expect(outcomes).toEqual(planIds.map((_, place) => (place % 2 ? 'completed' : 'not_found')));
});

test('a move that is repeated at the same time is written once', async () => {
  const [first = ''] = planIds;
  const results = Array.from({ length: 8 }, () => moveStep(db, first, 2, 'start_step'));
  expect(new Set((await Promise.all(results)).map(({ status }) => status))).toEqual(new Set(['in_progress']));
  const rows = await admin`
    select from agent_execution_logs where plan_id = ${first} and step_number = 2 and action_type = 'start_step'`;
  expect(rows).toHaveLength(1);
});

function codeOf(error: unknown): string {
  if (error instanceof AgentExecutionError) return error.code;
  throw error;
}

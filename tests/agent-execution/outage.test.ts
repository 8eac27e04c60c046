/** Outages during a plan: the process that executes it is killed, Postgres is killed, both are, or Postgres is away for a while. */
import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { type AgentExecution, createAgentExecution } from '@/lib/agent-execution/agent-execution.service';
import type { AgentExecutionClient, PlanWithDetails } from '@/lib/agent-execution/agent-execution.types';
import { sleep } from '@/lib/agent-execution/retry';
import { signUp } from '@/tests/support/test-client';
import { startTestBackend, type TestBackend } from '../support/test-database.ts';

let backend: TestBackend;
let supabase: AgentExecutionClient;
let agentExecution: AgentExecution;
let taskId: string;
let folder: string;
let file: string;
const children: ChildProcess[] = [];

beforeAll(async () => {
  backend = await startTestBackend({ isDurable: true, dataTemplate: inject('dataTemplate') });
  Object.assign(process.env, backend.env);
});
afterAll(() => backend.stop());
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'aes-outage-'));
  file = join(folder, 'runs');
  writeFileSync(file, '');
  supabase = await signUp();
  agentExecution = createAgentExecution(supabase);
  taskId = (await agentExecution.createTask({ title: 'In spite of all' })).id;
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

/** Returns the runs of steps so far, from every process: plan, step and attempt. */
const runs = () =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split(' '));

/** Expects that each step was completed once, never ran more often than it began or twice in one attempt, and that the log is valid. */
async function expectCompleteOnce(plan: PlanWithDetails): Promise<void> {
  expect(plan.status).toBe('completed');
  const { logs = [] } = await agentExecution.getPlan(plan.id, true);
  const own = runs().filter(([planId]) => planId === plan.id);
  expect(new Set(own.map(String)).size).toBe(own.length);
  for (const { step_number, attempt, result } of plan.steps) {
    const moves = (action: string) =>
      logs.filter((log) => log.step_number === step_number && log.action_type === action);
    expect(moves('complete_step')).toHaveLength(1);
    expect(moves('start_step')).toHaveLength(attempt);
    expect(result).toEqual({ step: step_number });
    expect(own.filter(([, step]) => Number(step) === step_number).length).toBeLessThanOrEqual(attempt);
  }
  expect(await agentExecution.verifyLog(plan.id)).toMatchObject({ is_valid: true });
}

async function startExecutor(): Promise<ChildProcess> {
  const { data } = await supabase.auth.getSession();
  const script = join(process.cwd(), 'tests/support/test-executor.ts');
  const args = ['--import', 'tsx', script, data.session?.access_token ?? '', taskId, file];
  const child = spawn(process.execPath, args, { env: process.env, stdio: ['ignore', 'inherit', 'inherit'] });
  children.push(child);
  await expect.poll(() => runs().length, { timeout: 20_000, interval: 10 }).toBeGreaterThan(3);
  return child;
}

const ended = (child: ChildProcess) => new Promise<number | null>((resolve) => child.once('exit', resolve));

/** Queries as the superuser, because the service's own connections may not have noticed yet that Postgres was away. */
async function query<T>(question: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(backend.databaseUrl, { max: 1, onnotice: () => {} });
  try {
    return await question(sql);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

const completedSteps = () =>
  query(async (sql) => {
    const rows = await sql<{ step: string }[]>`
      select step_number::text as step from agent_execution_steps where status = 'completed'
        and plan_id in (select id from agent_execution_plans where task_id = ${taskId})`;
    return rows.map((row) => row.step);
  });

/** Returns the processes that serve the connections of the API's own login. */
const servingProcesses = () =>
  query(async (sql) => {
    const rows = await sql<
      { pid: number }[]
    >`select pid from pg_stat_activity where usename = 'authenticator'`;
    return rows.map((row) => row.pid);
  });

test.each([
  ['the process', false],
  ['the process and Postgres', true],
])('after kill -9 of %s the plan resumes at the same step', async (_name, isPostgresKilled) => {
  const child = await startExecutor();
  const isOver = ended(child);
  child.kill('SIGKILL');
  if (isPostgresKilled) {
    await backend.halt('by force');
    await backend.revive();
  }
  await isOver;
  const completed = await completedSteps();
  expect(completed.length).toBeGreaterThan(0);
  const before = runs();
  const planId = before[0]?.[0] ?? '';
  const plan = await agentExecution.resumePlan(planId, async ({ step }, id, { attempt }) => {
    appendFileSync(file, `${id} ${step} ${attempt}\n`);
    return { step };
  });
  await expectCompleteOnce(plan);
  const after = runs()
    .slice(before.length)
    .map(([, step]) => step);
  expect(after.filter((step) => completed.includes(step ?? ''))).toEqual([]);
  expect(after.length + completed.length).toBe(8);
});

const outages: [string, () => Promise<void>][] = [
  [
    'kill -9 of Postgres',
    async () => {
      await backend.halt('by force');
      await sleep(300);
      await backend.revive();
    },
  ],
  [
    'kill -9 of one of its processes, after which it ends all and recovers',
    async () => {
      const [pid] = await servingProcesses();
      process.kill(pid ?? 0, 'SIGKILL');
    },
  ],
  [
    'Postgres not answering for longer than a lease',
    async () => {
      const pids = await servingProcesses();
      for (const pid of pids) process.kill(pid, 'SIGSTOP');
      await sleep(1500);
      for (const pid of pids) process.kill(pid, 'SIGCONT');
    },
  ],
];

test.each(outages)('%s: the process that executes a plan waits, and continues', async (_name, cause) => {
  const child = await startExecutor();
  const isOver = ended(child);
  await cause();
  expect(await isOver).toBe(0);
  await expectCompleteOnce(await agentExecution.getPlan(runs()[0]?.[0] ?? ''));
});

test('Postgres away for 5 s during 16 plans: they wait and continue, and no step is lost or repeated', async () => {
  const steps = Array.from({ length: 6 }, (_, i) => ({
    step: i + 1,
    action: 'work',
    description: `Step ${i + 1}`,
    depends_on: i < 2 ? [] : [i - 1],
  }));
  const all = Array.from({ length: 16 }, () =>
    agentExecution.executePlan(
      taskId,
      'implementation',
      steps,
      async ({ step }, planId, { attempt }) => {
        appendFileSync(file, `${planId} ${step} ${attempt}\n`);
        await sleep(300);
        return { step };
      },
      { concurrency: 2 },
    ),
  );
  await expect.poll(() => runs().length, { timeout: 10_000, interval: 20 }).toBeGreaterThan(40);
  await backend.halt('in order');
  const before = runs().length;
  await sleep(5000);
  expect(before).toBeLessThan(96);
  expect(await supabase.from('deep_work_tasks').select('id').retry(false)).toMatchObject({ status: 503 });
  await backend.revive();
  const from = performance.now();
  for (const plan of await Promise.all(all)) await expectCompleteOnce(plan);
  // The plans must continue soon, not only after a long back-off.
  expect(performance.now() - from).toBeLessThan(10_000);
  expect(runs()).toHaveLength(96);
});

/** `npm run import`: files in, plans out, also when it is killed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createAgentExecution } from '@/lib/agent-execution/agent-execution.service';
import { type ApiServer, startApiServer } from '@/tests/support/api-server';
import { transcriptOf } from '@/tests/support/claude-code-transcript';
import { createTestCaller, type TestCaller } from '@/tests/support/test-caller';

let agent: TestCaller;
let folder: string;
let server: ApiServer | undefined;
beforeAll(async () => {
  agent = await createTestCaller();
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aes-import-'));
});
afterEach(() => {
  server?.stop();
  rmSync(folder, { recursive: true });
});

/** Writes the transcript of a session as Claude Code does. */
function writeTranscript(session: string, rows = transcriptOf(session)): void {
  const project = join(folder, '-srv-shop');
  const below = join(project, session, 'subagents');
  mkdirSync(below, { recursive: true });
  for (const name of new Set(rows.map(({ file }) => file))) {
    const lines = rows.filter(({ file }) => file === name).map(({ row }) => `${JSON.stringify(row)}\n`);
    const path = name === 'main' ? join(project, `${session}.jsonl`) : join(below, `${name}.jsonl`);
    writeFileSync(path, lines.join(''));
  }
}

function start(url: string): ChildProcess {
  const args = ['scripts/import.ts', '--client', 'claude-code', folder, '--url', url];
  return spawn(process.execPath, args, { env: { ...process.env, AES_KEY: agent.key }, stdio: 'pipe' });
}

async function run(): Promise<{ output: string; code: number | null }> {
  server = await startApiServer();
  const child = start(server.url);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [out, err] = await Promise.all([
    child.stdout && text(child.stdout),
    child.stderr && text(child.stderr),
  ]);
  return { output: `${out}${err}`, code: await ended };
}

async function planOf(session: string) {
  const service = createAgentExecution(agent.db);
  const plans = await service.queryPlans({ plan_type: 'session', limit: 1000 });
  const plan = plans.find(({ metadata }) => metadata.session === session);
  return plan && service.getPlan(plan.id, true);
}

const rowsOf = async (session: string) =>
  (await planOf(session))?.logs
    ?.filter(({ metadata }) => metadata.occurred_at !== undefined)
    .map(({ description, metadata }) => `${metadata.occurred_at} ${description}`);

test('imports sessions with their subagents, and says what it skipped', async () => {
  writeTranscript('whole');
  const project = join(folder, '-srv-shop');
  writeFileSync(join(project, 'empty.jsonl'), '');
  symlinkSync(join(project, 'whole.jsonl'), join(project, 'link.jsonl'));
  const [first, ...others] = transcriptOf('torn').map(({ row }) => JSON.stringify(row));
  const large = JSON.stringify({ type: 'user', message: { content: 'x'.repeat(13 * 1024 * 1024) } });
  writeFileSync(
    join(project, 'torn.jsonl'),
    [first, '{"type":', large, '[]', ...others, '{"type":"us'].join('\n'),
  );
  const { output, code } = await run();
  expect(code).toBe(0);
  expect(output).toContain('Imported 2 sessions');
  expect(output).toContain('empty.jsonl: The file is empty.');
  expect(output).toContain('link.jsonl: It is a symbolic link.');
  expect(output).toContain('torn: Line 2 of main is not JSON.');
  expect(output).toContain('torn: Line 3 of main is longer than 12 MB.');
  expect(output).toContain('torn: Line 4 of main is no JSON object.');
  expect(output).toMatch(/torn: Line \d+ of main is not finished\./);
  expect((await planOf('whole'))?.sub_plans).toHaveLength(1);
  expect((await planOf('torn'))?.status).toBe('completed');
});

test('changes nothing when it runs again', async () => {
  writeTranscript('again');
  await run();
  const before = await planOf('again');
  const { output } = await run();
  expect(output).toContain('Imported 0 sessions');
  expect(output).toContain('Unchanged: 1');
  expect((await planOf('again'))?.last_seq).toBe(before?.last_seq);
});

test('resumes where it stopped after it was killed', async () => {
  const calls = Array.from({ length: 600 }, (_, n) => transcriptOf(`c${n}`).slice(4, 6)).flat();
  const rows = [...transcriptOf('killed').slice(0, 4), ...calls].map((past, line) => ({ ...past, line }));
  writeTranscript('killed', rows);
  let isKilled: (() => void) | undefined;
  const killed = new Promise<void>((resolve) => {
    isKilled = resolve;
  });
  // The third request is the second one with rows. The command is killed before its response.
  server = await startApiServer((count) => {
    if (count !== 3) return undefined;
    child.kill('SIGKILL');
    isKilled?.();
    return new Promise<void>((resolve) => child.once('close', () => resolve()));
  });
  const child = start(server.url);
  await killed;
  await new Promise<void>((resolve) => child.once('close', () => resolve()));
  server.stop();
  const half = (await rowsOf('killed')) ?? [];
  expect(half.length).toBeGreaterThan(100);
  expect(half.length).toBeLessThan(600);
  await run();
  const whole = (await rowsOf('killed')) ?? [];
  expect(whole.filter((line) => line.includes('Edited'))).toHaveLength(600);
  expect(whole.slice(0, half.length)).toEqual(half);
  expect((await planOf('killed'))?.metadata).toMatchObject({ imported: true });
});

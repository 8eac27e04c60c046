/**
 * `npm test`: everything that decides whether a change is good - the checks, the unit, database and API tests, and the
 * browser against a production build - on a database of its own. Closes with one line, `N passed, N failed`.
 * `npm test -- e2e/plan.spec.ts` runs only the specs named.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../lib/supabase/embedded/postgres.ts';
import { findBrowser } from './browser.ts';
import { buildApp } from './build-app.ts';
import { runChecks } from './checks.ts';

/** Specs named on the command line. */
const specs = process.argv.slice(2);

interface Count {
  passed: number;
  failed: number;
}

/** Nothing of this machine's own setup may reach the tests: they bring their own backend. */
function testEnvironment(dataFolder: string, port: number): NodeJS.ProcessEnv {
  const names = Object.keys(process.env).filter((name) =>
    /^(NEXT_PUBLIC_SUPABASE_|SUPABASE_|AES_|DATABASE_URL$|HOST$)/.test(name),
  );
  const cleared = Object.fromEntries(names.map((name) => [name, '']));
  return {
    ...process.env,
    ...cleared,
    NEXT_PUBLIC_SUPABASE_URL: '',
    AES_DATA_DIR: dataFolder,
    PORT: String(port),
    NEXT_TELEMETRY_DISABLED: '1',
  };
}

function heading(text: string): void {
  console.log(`\n── ${text} ${'─'.repeat(Math.max(0, 76 - text.length))}`);
}

/** Runs a tool of the project and says whether it succeeded. */
function tool(args: string[], env: NodeJS.ProcessEnv): boolean {
  return spawnSync(process.execPath, args, { stdio: 'inherit', env }).status === 0;
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

/** A runner that failed without a failing test (it crashed, or found none) counts as one failure. */
function counted(passed: number, failed: number, isSuccess: boolean): Count {
  return { passed, failed: failed === 0 && (!isSuccess || passed === 0) ? 1 : failed };
}

function runVitest(env: NodeJS.ProcessEnv): Count {
  const file = join('test-results', 'vitest.json');
  rmSync(file, { force: true });
  const isSuccess = tool(
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--reporter=dot',
      '--reporter=json',
      `--outputFile.json=${file}`,
    ],
    env,
  );
  const report = readJson(file) as { numPassedTests: number; numFailedTests: number } | null; // vitest's JSON reporter
  return counted(report?.numPassedTests ?? 0, report?.numFailedTests ?? 0, isSuccess);
}

function runPlaywright(env: NodeJS.ProcessEnv): Count {
  const file = join('test-results', 'playwright.json');
  rmSync(file, { force: true });
  const isSuccess = tool(['node_modules/@playwright/test/cli.js', 'test', ...specs], env);
  const report = readJson(file) as { stats: { expected: number; unexpected: number; flaky: number } } | null; // its JSON reporter
  return counted(
    report?.stats.expected ?? 0,
    (report?.stats.unexpected ?? 0) + (report?.stats.flaky ?? 0),
    isSuccess,
  );
}

async function main(): Promise<Count[]> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'agent-execution-test-'));
  chmodSync(dataFolder, 0o755);
  const env = testEnvironment(dataFolder, await freePort());
  try {
    heading('Build');
    await buildApp(process.cwd());
    const counts: Count[] = [];
    if (specs.length === 0) {
      heading('Checks');
      counts.push(runChecks(env));
      heading('Unit and database tests');
      counts.push(runVitest(env));
    }
    heading('Browser and API tests');
    const browser = findBrowser();
    console.log(`Browser: ${browser.path} (${browser.source})`);
    counts.push(runPlaywright({ ...env, BROWSER_PATH: browser.path }));
    return counts;
  } finally {
    rmSync(dataFolder, { recursive: true, force: true });
  }
}

const started = Date.now();
const counts = await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  return [{ passed: 0, failed: 1 }];
});
const passed = counts.reduce((sum, count) => sum + count.passed, 0);
const failed = counts.reduce((sum, count) => sum + count.failed, 0);
console.log(`\nDone in ${Math.round((Date.now() - started) / 1000)} s.`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

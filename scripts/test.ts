/**
 * `npm test` runs the checks, the unit and database tests, and the browser and API tests against a production build. It ends with
 * the names of the failures and one line, `N passed, N failed`. `npm run test:unit` runs the unit and database tests except the slow ones.
 * `npm run test:e2e -- e2e/plan.spec.ts` runs the browser and API tests of the specs named, or of all specs.
 */
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { freePort } from '../lib/supabase/embedded/postgres.ts';
import { buildApp } from '../server/build-app.ts';
import { findBrowser } from './browser.ts';
import { FILE_CHECKS, runChecks } from './checks.ts';
import { findNginx } from './nginx.ts';
import { sizes } from './sizes.ts';

const isQuick = process.argv.includes('--unit');
/** The specs on the command line. */
const specs = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const isBrowserOnly = process.argv.includes('--e2e') || specs.length > 0;

interface Outcome {
  passed: number;
  /** The names of the failed checks and tests. */
  failures: string[];
}

/** The environment of the tests without this machine's settings, because the tests start their own backend. */
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
    // The runners and servers of a run start dozens of processes, which would compile the same modules again.
    NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache'),
  };
}

function heading(text: string): void {
  console.log(`\n── ${text} ${'─'.repeat(Math.max(0, 76 - text.length))}`);
}

/** Runs a tool of the project; returns whether it succeeded. */
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

/** Counts a runner that failed without a failed test, because it crashed or found no test, as one failure. */
function outcomeOf(runner: string, isSuccess: boolean, passed: number, failures: string[]): Outcome {
  if (failures.length > 0 || (isSuccess && passed > 0)) return { passed, failures };
  return { passed, failures: [`${runner} failed or found no test`] };
}

/** What is read of the report of vitest's JSON reporter. */
interface VitestReport {
  numPassedTests: number;
  testResults: { name: string; assertionResults: { status: string; fullName: string }[] }[];
}

function runVitest(env: NodeJS.ProcessEnv): Outcome {
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
  const report = readJson(file) as VitestReport | null;
  const failures = (report?.testResults ?? []).flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === 'failed')
      .map(({ fullName }) => `${relative(process.cwd(), name)}: ${fullName}`),
  );
  return outcomeOf('vitest', isSuccess, report?.numPassedTests ?? 0, failures);
}

/** What is read of a suite in the report of Playwright's JSON reporter. */
interface PlaywrightSuite {
  specs?: { file: string; title: string; tests: { projectName: string; status: string }[] }[];
  suites?: PlaywrightSuite[];
}

/** Returns the tests that failed, also those that passed when they were retried. */
function playwrightFailures({ specs = [], suites = [] }: PlaywrightSuite): string[] {
  const own = specs.flatMap(({ file, title, tests }) =>
    tests
      .filter(({ status }) => status === 'unexpected' || status === 'flaky')
      .map(({ projectName }) => `e2e/${file}: ${title} (${projectName})`),
  );
  return [...own, ...suites.flatMap(playwrightFailures)];
}

/** Runs Playwright. Its results lie in a folder of that name. A run in the background prints its output at its end. */
async function runPlaywright(
  name: string,
  args: string[],
  env: NodeJS.ProcessEnv,
  isBackground = false,
): Promise<Outcome> {
  const folder = join('test-results', name);
  const file = join('test-results', `${name}.json`);
  rmSync(file, { force: true });
  const child = spawn(
    process.execPath,
    ['node_modules/@playwright/test/cli.js', 'test', `--output=${folder}`, ...args],
    {
      stdio: ['ignore', isBackground ? 'pipe' : 'inherit', 'inherit'],
      env: { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: file },
    },
  );
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  process.stdout.write(output);
  const report = readJson(file) as (PlaywrightSuite & { stats: { expected: number } }) | null;
  return outcomeOf(
    `Playwright (${name})`,
    code === 0,
    report?.stats.expected ?? 0,
    report ? playwrightFailures(report) : [],
  );
}

/** Runs `work` with the environment of the tests and an empty data folder, which it removes. */
async function withDataFolder<T>(work: (env: NodeJS.ProcessEnv) => Promise<T>): Promise<T> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'agent-execution-test-'));
  chmodSync(dataFolder, 0o755);
  try {
    return await work(testEnvironment(dataFolder, await freePort()));
  } finally {
    rmSync(dataFolder, { recursive: true, force: true });
  }
}

/** Runs the specs that mostly wait beside the others, each with a server of their own. */
async function runBrowserTests(): Promise<Outcome[]> {
  const browser = findBrowser();
  const nginx = findNginx();
  console.log(`Browser: ${browser.path} (${browser.source}), reverse proxy: ${nginx}`);
  const run = (name: string, args: string[], isBackground?: boolean) =>
    withDataFolder((env) =>
      runPlaywright(name, args, { ...env, BROWSER_PATH: browser.path, NGINX_PATH: nginx }, isBackground),
    );
  if (isBrowserOnly) return [await run('playwright', specs)];
  return Promise.all([
    run('playwright', ['--project', 'once', ...Object.keys(sizes)]),
    run('waiting', ['--project', 'waiting'], true),
  ]);
}

async function main(): Promise<Outcome[]> {
  if (isQuick) return [await withDataFolder(async (env) => runVitest({ ...env, AES_TEST_QUICK: '1' }))];
  heading('Build');
  await buildApp(process.cwd());
  const outcomes: Outcome[] = [];
  if (!isBrowserOnly) {
    heading('Checks');
    outcomes.push(await withDataFolder((env) => runChecks(FILE_CHECKS, env)));
    heading('Unit and database tests');
    outcomes.push(await withDataFolder(async (env) => runVitest(env)));
  }
  heading('Browser and API tests');
  return [...outcomes, ...(await runBrowserTests())];
}

const started = Date.now();
const outcomes = await main().catch((error: unknown): Outcome[] => {
  console.error(error);
  return [{ passed: 0, failures: ['the run itself'] }];
});
const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0);
const failures = outcomes.flatMap((outcome) => outcome.failures);
console.log(`\nDone in ${Math.round((Date.now() - started) / 1000)} s.`);
for (const failure of failures) console.log(`✗ ${failure}`);
console.log(`${passed} passed, ${failures.length} failed`);
process.exitCode = failures.length === 0 ? 0 : 1;

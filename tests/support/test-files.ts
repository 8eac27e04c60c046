/** Lists the test files that need their own process, and those that are too slow for `npm run test:unit`. */
import { globSync, readFileSync } from 'node:fs';

const folders = '{app,components,lib,scripts,server,supabase,tests}';

/** Every test file, relative to the root. */
export const testFiles = `${folders}/**/*.test.{ts,tsx}`;

/** The packages of the benchmark lie in a folder with tests, and bring tests of their own. */
export const packages = '**/node_modules/**';

/** Matches files that replace modules, or change what every file of a process reads. */
const changesProcess =
  /\bvi\.(?:mock|doMock|resetModules)\(|\bprocess\.env\.\w+ = |\bdelete process\.env\b|Object\.assign\(process\.env|\bopenAccounts\(|\bglobalThis\.\w+ = /;

/** Returns the files that need their own process. */
export function findFilesAlone(): string[] {
  return globSync(testFiles, { exclude: [packages] }).filter((file) =>
    changesProcess.test(readFileSync(file, 'utf8')),
  );
}

/** Files that start servers and other programs, wait for leases or try thousands of inputs. */
export const slowFiles = [
  'action-types',
  'arguments',
  'backup',
  'build-migration',
  'capture',
  'connect',
  'engine-equality',
  'executors',
  'fuzz',
  'http-server',
  'interleavings',
  'killed',
  'lifetime',
  'limits',
  'long-answers',
  'migrate',
  'migrations',
  'nightly',
  'other-owners',
  'outage',
  'paging',
  'parameters',
  'plan-at',
  'plan-trees',
  'pool',
  'portable',
  'postgres-place',
  'restricted-keys',
  'row-cap',
  'run-plan',
  'secrets',
  'supabase-cli',
  'supervise',
  'task-log',
  'typescript-client',
  'upgrade',
].map((name) => `**/${name}.test.ts`);

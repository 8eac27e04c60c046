/** The checks that need no data: format and lint, types, unused code, schema drift, first-load JavaScript, commit subjects. */
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

interface Check {
  name: string;
  args: string[];
}

/** The checks of the files. */
export const FILE_CHECKS: Check[] = [
  { name: 'format and lint', args: ['node_modules/@biomejs/biome/bin/biome', 'ci', '--error-on-warnings'] },
  { name: 'types', args: ['node_modules/typescript/bin/tsc', '--noEmit'] },
  { name: 'unused code', args: ['node_modules/knip/bin/knip.js'] },
  { name: 'schema and generated types', args: ['scripts/generate-schema.ts', '--check'] },
  { name: 'first-load JavaScript', args: ['scripts/first-load.ts'] },
];

/**
 * The check of the commits. `npm test` omits it, because it also runs where the newest commit is not the contributor's:
 * code hosts test a commit of their own that merges or squashes the change.
 */
export const COMMIT_CHECK: Check = { name: 'commit subjects', args: ['scripts/check-commits.ts'] };

/** Runs a check and prints its name and duration, with its output if it failed. Returns whether it succeeded. */
async function runCheck({ name, args }: Check, env: NodeJS.ProcessEnv): Promise<boolean> {
  const started = Date.now();
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr, status] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise((resolve) => child.once('close', resolve)),
  ]);
  const isOk = status === 0;
  console.log(`${isOk ? '✓' : '✗'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  if (!isOk || name === 'first-load JavaScript') console.log(`${stdout}${isOk ? '' : stderr}`.trimEnd());
  return isOk;
}

/** Runs the checks side by side and returns the names of those that failed. */
export async function runChecks(
  checks: Check[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<{ passed: number; failures: string[] }> {
  const results = await Promise.all(checks.map((check) => runCheck(check, env)));
  const failures = checks.filter((_, place) => !results[place]).map(({ name }) => name);
  return { passed: checks.length - failures.length, failures };
}

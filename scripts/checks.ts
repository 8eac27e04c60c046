/** The checks that need no data: format and lint, types, unused code, schema drift, first-load JavaScript, commit subjects. */
import { execFile } from 'node:child_process';

interface Check {
  name: string;
  args: string[];
}

/** The checks of the files. */
export const FILE_CHECKS: Check[] = [
  { name: 'format and lint', args: ['node_modules/@biomejs/biome/bin/biome', 'ci', '--error-on-warnings'] },
  // The compiler written in Go takes less than half the time. Tools that use the compiler's API need version 6.
  { name: 'types', args: ['node_modules/typescript-7/bin/tsc', '--noEmit'] },
  { name: 'unused code', args: ['node_modules/knip/bin/knip.js'] },
  { name: 'schema and generated types', args: ['scripts/generate-schema.ts', '--check'] },
  { name: 'first-load JavaScript', args: ['scripts/first-load.ts'] },
];

/**
 * The check of the commits. `npm test` omits it, because a code host tests a commit of its own that merges or squashes
 * the change.
 */
export const COMMIT_CHECK: Check = { name: 'commit subjects', args: ['scripts/check-commits.ts'] };

interface CheckResult {
  isOk: boolean;
  output: string;
  errors: string;
  seconds: number;
}

function runCheck(args: string[], env: NodeJS.ProcessEnv): Promise<CheckResult> {
  const started = Date.now();
  return new Promise((resolve) => {
    execFile(process.execPath, args, { env, maxBuffer: 64 * 1024 * 1024 }, (error, output, errors) =>
      resolve({ isOk: error === null, output, errors, seconds: (Date.now() - started) / 1000 }),
    );
  });
}

/** Runs the checks in parallel, prints the output of those that fail, and returns their names. */
export async function runChecks(
  checks: Check[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<{ passed: number; failures: string[] }> {
  const failures: string[] = [];
  const running = checks.map(({ name, args }) => ({ name, finished: runCheck(args, env) }));
  for (const { name, finished } of running) {
    const { isOk, output, errors, seconds } = await finished;
    if (!isOk) failures.push(name);
    console.log(`${isOk ? '✓' : '✗'} ${name} (${seconds.toFixed(1)} s)`);
    if (!isOk || name === 'first-load JavaScript') console.log(`${output}${isOk ? '' : errors}`.trimEnd());
  }
  return { passed: checks.length - failures.length, failures };
}

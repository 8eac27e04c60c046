/** The checks that need no data: format and lint, types, unused code, schema drift, first-load JavaScript, commit subjects. */
import { spawnSync } from 'node:child_process';

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

/** Runs the checks, prints the output of those that fail, and returns their names. */
export function runChecks(
  checks: Check[],
  env: NodeJS.ProcessEnv = process.env,
): { passed: number; failures: string[] } {
  const failures: string[] = [];
  for (const { name, args } of checks) {
    const started = Date.now();
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      encoding: 'utf8',
      env,
      maxBuffer: 64 * 1024 * 1024,
    });
    const isOk = status === 0;
    if (!isOk) failures.push(name);
    console.log(`${isOk ? '✓' : '✗'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
    if (!isOk || name === 'first-load JavaScript') console.log(`${stdout}${isOk ? '' : stderr}`.trimEnd());
  }
  return { passed: checks.length - failures.length, failures };
}

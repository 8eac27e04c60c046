/** The checks that need no database of data: format and lint, types, unused code, schema drift, first-load JavaScript. */
import { spawnSync } from 'node:child_process';

const CHECKS: { name: string; args: string[] }[] = [
  { name: 'format and lint', args: ['node_modules/@biomejs/biome/bin/biome', 'ci', '--error-on-warnings'] },
  { name: 'types', args: ['node_modules/typescript/bin/tsc', '--noEmit'] },
  { name: 'unused code', args: ['node_modules/knip/bin/knip.js'] },
  { name: 'schema and generated types', args: ['scripts/generate-schema.ts', '--check'] },
  { name: 'first-load JavaScript', args: ['scripts/first-load.ts'] },
];

/** Runs every check, shows what a failing one says, and counts. */
export function runChecks(env: NodeJS.ProcessEnv = process.env): { passed: number; failed: number } {
  let failed = 0;
  for (const { name, args } of CHECKS) {
    const started = Date.now();
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      encoding: 'utf8',
      env,
      maxBuffer: 64 * 1024 * 1024,
    });
    const isOk = status === 0;
    if (!isOk) failed += 1;
    console.log(`${isOk ? '✓' : '✗'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
    if (!isOk || name === 'first-load JavaScript') console.log(`${stdout}${isOk ? '' : stderr}`.trimEnd());
  }
  return { passed: CHECKS.length - failed, failed };
}

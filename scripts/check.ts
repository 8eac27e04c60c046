/** `npm run check`: everything about a change that can be told without running it. Builds first where sources changed. */
import { spawnSync } from 'node:child_process';
import { runChecks } from './checks.ts';

const build = spawnSync(process.execPath, ['scripts/build.ts'], { stdio: 'inherit' });
const { failed } = runChecks();
process.exitCode = failed === 0 && build.status === 0 ? 0 : 1;

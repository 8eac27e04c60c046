/** `npm run check`: everything about a change that can be told without running it. Builds first where sources changed. */
import { buildApp } from './build-app.ts';
import { runChecks } from './checks.ts';

await buildApp(process.cwd());
process.exitCode = runChecks().failed === 0 ? 0 : 1;

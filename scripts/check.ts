/** `npm run check`: every check that needs no test run. Builds first if sources changed. */
import { buildApp } from '../server/build-app.ts';
import { COMMIT_CHECK, FILE_CHECKS, runChecks } from './checks.ts';

await buildApp(process.cwd());
const { failures } = await runChecks([...FILE_CHECKS, COMMIT_CHECK]);
process.exitCode = failures.length === 0 ? 0 : 1;

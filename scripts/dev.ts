/** `npm run dev`: turns on the git hooks once, then starts the server, which reads `--dev` from the command line. */
import { turnOnHooks } from './git-hooks.ts';

if (turnOnHooks(process.cwd()))
  console.log('✓ Turned on the pre-push hook. To turn it off: git config core.hooksPath .git/hooks');
await import('../server/serve.ts');

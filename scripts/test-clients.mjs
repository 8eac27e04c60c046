// `npm run test:clients`.
import { runScript } from './bootstrap.mjs';

runScript('scripts/test-clients.ts');

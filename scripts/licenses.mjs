// `npm run licenses`.
import { runScript } from './bootstrap.mjs';

runScript('scripts/licenses.ts');

// `npm run reset`.
import { runScript } from './bootstrap.mjs';

runScript('reset.ts');

// `npm run check`.
import { runScript } from './bootstrap.mjs';

runScript('scripts/check.ts');

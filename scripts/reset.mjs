// `npm run reset`.
import { runScript } from './bootstrap.mjs';

runScript('scripts/reset.ts', { needsTools: false });

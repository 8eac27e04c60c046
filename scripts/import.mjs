// `npm run import`.
import { runScript } from './bootstrap.mjs';

runScript('scripts/import.ts', { needsTools: false });

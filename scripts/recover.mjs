// `npm run recover`.
import { runScript } from './bootstrap.mjs';

runScript('scripts/recover.ts', { needsTools: false });

// `npm run replay`.
import { runScript } from './bootstrap.mjs';

runScript('scripts/replay.ts', { needsTools: false });

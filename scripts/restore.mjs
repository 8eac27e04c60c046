// `npm run restore`.
import { runScript } from './bootstrap.mjs';

runScript('scripts/restore.ts', { needsTools: false });

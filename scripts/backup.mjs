// `npm run backup`.
import { runScript } from './bootstrap.mjs';

runScript('scripts/backup.ts', { needsTools: false });

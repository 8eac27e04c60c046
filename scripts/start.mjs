// `npm start` and, with --dev, `npm run dev`.
import { runScript } from './bootstrap.mjs';

if (process.argv.includes('--dev')) runScript('scripts/dev.ts');
else runScript('server/serve.ts', { needsTools: false });

// `npm start` and, with --dev, `npm run dev`.
import { runScript } from './bootstrap.mjs';

runScript('serve.ts');

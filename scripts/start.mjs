// `npm start` and, with --dev, `npm run dev`.
import { runScript } from './bootstrap.mjs';

process.env.NODE_ENV = process.argv.includes('--dev') ? 'development' : 'production';
runScript('serve.ts');

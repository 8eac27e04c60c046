// `npm run screenshots`: takes the screenshots of the README again.
import { runScript } from './bootstrap.mjs';

process.env.SCREENSHOTS = '1';
runScript('scripts/test.ts', { args: ['e2e/screenshots.spec.ts'] });

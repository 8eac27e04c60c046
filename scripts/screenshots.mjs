// `npm run screenshots`: takes the pictures of the README anew.
import { runScript } from './bootstrap.mjs';

process.env.SCREENSHOTS = '1';
runScript('test.ts', { args: ['e2e/screenshots.spec.ts'] });

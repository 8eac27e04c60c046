import { defineConfig } from '@playwright/test';
import { browserArguments } from './scripts/browser';

const port = Number(process.env.PORT ?? 3999);
const baseURL = `http://127.0.0.1:${port}`;
process.env.BASE_URL = baseURL;

const sizes = {
  phone: { width: 380, height: 800 },
  tablet: { width: 1024, height: 800 },
  desktop: { width: 1600, height: 1000 },
};

/** What has no page, and what chooses the size of its pages itself. */
const once = ['**/api/*', '**/accessibility.*', '**/scale.*', '**/screenshots.*'];

/** `npm test` prepares what this needs: a build, a throw-away data folder (AES_DATA_DIR) and a browser (BROWSER_PATH). */
export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  fullyParallel: true,
  forbidOnly: true,
  retries: 0,
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['json', { outputFile: 'test-results/playwright.json' }]],
  use: {
    baseURL,
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.BROWSER_PATH,
      args: browserArguments,
    },
  },
  projects: [
    { name: 'once', testMatch: once },
    ...Object.entries(sizes).map(([name, viewport], place) => ({
      name,
      testIgnore: once,
      use: { viewport },
      metadata: { place },
    })),
  ],
  webServer: {
    command: 'node scripts/serve.ts',
    url: `${baseURL}/login`,
    env: { PORT: String(port) },
    timeout: 120_000,
    stdout: 'pipe',
    gracefulShutdown: { signal: 'SIGTERM', timeout: 20_000 },
  },
});

import { defineConfig } from '@playwright/test';
import { browserArguments } from './scripts/browser';
import { sizes } from './scripts/sizes';

const port = Number(process.env.PORT ?? 3999);
const baseURL = `http://127.0.0.1:${port}`;
process.env.BASE_URL = baseURL;

/** Specs that mostly wait: for the end of a lease, or for the next attempt of a page or a delivery. `npm test` runs them beside the others. */
const waiting = ['**/leases.*', '**/outage.*', '**/attention-killed.*'];
/** Specs without a page, and specs that set the size of their pages. */
const once = ['**/api/*', '**/accessibility.*', '**/scale.*', '**/screenshots.*'];

/** Requires a build, an empty data folder (AES_DATA_DIR) and a browser (BROWSER_PATH), which `npm test` prepares. */
export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  fullyParallel: true,
  forbidOnly: true,
  retries: 0,
  // Tests often wait for the server, so one more worker than cores keeps both cores busy.
  workers: 3,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['json', { outputFile: 'test-results/playwright.json' }]],
  use: {
    baseURL,
    screenshot: 'only-on-failure',
    // Animations redraw the page sixty times a second, which took a quarter of the processor time of a test.
    contextOptions: { reducedMotion: 'reduce' },
    launchOptions: {
      executablePath: process.env.BROWSER_PATH,
      args: browserArguments,
    },
  },
  // A test about layout has `@layout` in its title and runs at every size; every other test runs on a desktop.
  projects: [
    { name: 'waiting', testMatch: waiting, workers: 1, use: { viewport: sizes.desktop } },
    { name: 'once', testMatch: once },
    ...Object.entries(sizes).map(([name, viewport], place) => ({
      name,
      testIgnore: [...once, ...waiting],
      grep: name === 'desktop' ? undefined : /@layout/,
      use: { viewport },
      metadata: { place },
    })),
  ],
  webServer: {
    command: 'node server/serve.ts',
    url: `${baseURL}/login`,
    // Every test signs up its own people from one address, and receives webhooks on this machine.
    env: { PORT: String(port), AES_SIGN_UP_LIMIT: '0', AES_WEBHOOK_NETWORKS: '127.0.0.0/8' },
    timeout: 120_000,
    stdout: 'pipe',
    gracefulShutdown: { signal: 'SIGTERM', timeout: 20_000 },
  },
});

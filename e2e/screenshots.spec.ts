/**
 * Takes the README's screenshots of the example data: into docs/ with `npm run screenshots`, otherwise beside the test
 * results, so that every run tests what they show.
 */
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { exampleRun } from './example-run';
import { baseURL, expect, live, test } from './people';

// One after the other: two imports of a session at once are a conflict.
test.describe.configure({ mode: 'default' });

const folder =
  process.env.SCREENSHOTS === '1' ? join('docs', 'screenshots') : join('test-results', 'screenshots');

const examplePlan = async (page: Page) => {
  await page.goto('/plans');
  const row = page.getByRole('row').filter({ hasText: 'Prepare the quarterly report' }).first();
  await row.getByRole('link').first().click();
  await page.waitForURL('**/plans/**');
  await expect(page.getByText('create_plan')).toBeVisible();
};

/** Imports a run of a coding agent, once for both schemes. */
async function importRun(page: Page): Promise<void> {
  const response = await page.request.post(`${baseURL}/api/v1/past-runs/claude-code`, {
    headers: { Origin: baseURL },
    data: exampleRun(Date.now()),
  });
  expect(response.status(), await response.text()).toBe(200);
}

const pages: { name: string; open: (page: Page) => Promise<void> }[] = [
  {
    name: 'overview',
    open: async (page) => {
      await page.goto('/');
      await expect(page.getByRole('region', { name: 'Needs you' }).getByRole('link').first()).toBeVisible();
    },
  },
  {
    name: 'plans',
    open: async (page) => {
      await page.goto('/plans');
      const rows = page.getByRole('row').filter({ has: page.getByRole('link') });
      await expect(rows.first()).toBeVisible();
      expect(await rows.count()).toBeGreaterThan(8);
    },
  },
  { name: 'plan', open: examplePlan },
  {
    name: 'plan-timeline',
    open: async (page) => {
      await examplePlan(page);
      await page.getByRole('button', { name: 'Timeline' }).click();
      await expect(page.getByRole('button', { name: /Write the draft.*worked from/ })).toBeVisible();
    },
  },
  {
    name: 'transcript',
    open: async (page) => {
      await page.goto('/plans?type=session');
      await page.getByRole('link', { name: /The nightly import takes 40 minutes/ }).click();
      const transcript = page.getByRole('list', { name: 'Transcript', exact: true });
      await expect(transcript).toContainText('Execution Time');
      await expect(transcript.getByRole('region', { name: /^Changes of/ }).first()).toBeVisible();
    },
  },
  {
    name: 'logs',
    open: async (page) => {
      await page.goto('/logs');
      await expect(page.getByRole('img', { name: /actions from/ })).toBeVisible();
    },
  },
  {
    name: 'context',
    open: async (page) => {
      await page.goto('/context?q=ledger+database+encoding');
      await expect(page.locator('mark').first()).toBeVisible();
    },
  },
  {
    name: 'analytics',
    open: async (page) => {
      await page.goto('/analytics');
      await expect(page.locator('.recharts-surface').first()).toBeVisible();
    },
  },
];

for (const colorScheme of ['light', 'dark'] as const) {
  test(`shows the pages with the example data, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto('/login');
    await page.getByRole('button', { name: /continue as local owner/i }).click();
    await page.waitForURL((url) => url.pathname === '/');
    await importRun(page);
    for (const { name, open } of pages) {
      await open(page);
      await expect(live(page)).toBeVisible();
      await page.mouse.move(0, 0);
      await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`) });
    }
  });
}

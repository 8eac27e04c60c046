import type { Locator, Page } from '@playwright/test';
import { expectAccessible } from './accessible';
import { baseURL, createAgentKey, expect, openMenu, test } from './people';

interface Document {
  paths: Record<string, Record<string, { operationId: string; summary: string }>>;
}

/** Opens the reference, which is not a page of the app: nothing is hydrated. */
async function openReference(page: Page, hash = '') {
  await page.evaluate((address) => location.assign(address), `${baseURL}/docs${hash}`);
  await expect(page.getByRole('heading', { level: 1, name: 'Agent Execution System' })).toBeVisible({
    timeout: 30_000,
  });
}

/** Opens the request client of an operation. */
async function openClient(page: Page, operation: string) {
  await openReference(page, `#tag/${operation}`);
  await page
    .getByRole('button', { name: /^Test Request/ })
    .first()
    .click();
  return page.getByRole('dialog', { name: 'API Client' });
}

const sendOf = (client: Locator) =>
  client.getByRole('button', { name: /^Send/ }).filter({ visible: true }).first();

for (const colorScheme of ['light', 'dark'] as const) {
  test(`shows every operation in the reference, ${colorScheme}, without loading from other servers`, async ({
    browser,
    request,
  }) => {
    const context = await browser.newContext({ colorScheme });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    const asked: string[] = [];
    page.on('request', (sent) => asked.push(sent.url()));

    await page.goto(`${baseURL}/docs`);
    const sidebar = page.getByRole('complementary');
    const closed = sidebar.getByRole('button', { name: /^Open Group/ });
    await expect(closed.first()).toBeVisible();
    while ((await closed.count()) > 0) await closed.first().click();
    const document: Document = await (await request.get(`${baseURL}/api/openapi.json`)).json();
    const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));
    await expect(sidebar.getByRole('link', { name: 'HTTP Method' })).toHaveCount(operations.length);

    await sidebar.getByRole('link', { name: /^Create a plan for a task HTTP/ }).click();
    await expect(
      page.getByText('Without depends_on a step depends on the previous one').first(),
    ).toBeVisible();
    await expect(page.getByText('"plan_type"').first()).toBeVisible();

    const looks = await page.evaluate(() => {
      const { backgroundColor, fontFamily } = getComputedStyle(
        globalThis.document.querySelector('h1') as Element,
      );
      return {
        backgroundColor,
        fontFamily,
        body: getComputedStyle(globalThis.document.body).backgroundColor,
      };
    });
    expect(looks.body).toBe(colorScheme === 'light' ? 'rgb(250, 250, 250)' : 'rgb(13, 13, 14)');
    expect(looks.fontFamily).toMatch(/^Geist/);
    const foreign = asked.filter((url) => !url.startsWith(baseURL) && !url.startsWith('data:'));
    expect(foreign).toEqual([]);
    expect(complaints).toEqual([]);
    await context.close();
  });
}

test('has no accessibility violation in the reference and its request client', async ({ page }) => {
  // axe reads every call of the API twice.
  test.slow();
  await openReference(page);
  await expectAccessible(page);
  const client = await openClient(page, 'tasks/GET/tasks');
  await expect(sendOf(client)).toBeVisible();
  // The client repeats the landmarks of the page, which WCAG allows.
  await expectAccessible(page, ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']);
});

test('links to the reference, which calls the API as the signed-in person @layout', async ({
  signedIn: page,
  task,
}) => {
  await page.goto('/plans');
  await openMenu(page);
  await page.getByRole('link', { name: 'API reference' }).filter({ visible: true }).click();
  await page.waitForURL('**/docs');
  const client = await openClient(page, 'tasks/GET/tasks');
  await sendOf(client).click();
  await expect(client.getByText(task.title).first()).toBeVisible();
});

test('calls the API with the key that a person enters', async ({ page, person, task }) => {
  const { key } = await createAgentKey(person);
  const client = await openClient(page, 'tasks/GET/tasks');
  await client.getByRole('textbox', { name: 'Bearer Token' }).fill(key);
  await sendOf(client).click();
  await expect(client.getByText(task.title).first()).toBeVisible();
});

test('serves only the files of the reference', async ({ request }) => {
  expect((await request.get(`${baseURL}/docs/scalar.js`)).headers()['content-type']).toContain(
    'text/javascript',
  );
  for (const file of ['package.json', 'bundle.json', '..%2F..%2Fpackage.json', '__proto__'])
    expect((await request.get(`${baseURL}/docs/${file}`)).status()).toBe(404);
});

import { baseURL, expect, openMenu, test } from './people';

interface Document {
  paths: Record<string, Record<string, { operationId: string; summary: string }>>;
}

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
    const document: Document = await (await request.get(`${baseURL}/api/openapi.json`)).json();
    const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));
    await expect(page.locator('.opblock')).toHaveCount(operations.length);
    for (const { operationId } of operations)
      await expect(page.locator(`[id$="-${operationId}"].opblock`)).toHaveCount(1);

    const createPlan = page.locator('[id$="-createPlan"].opblock');
    await createPlan.locator('.opblock-summary-control').click();
    await expect(createPlan.getByText('Without depends_on a step depends on the previous one')).toBeVisible();
    await expect(createPlan.getByText('"plan_type"').first()).toBeVisible();

    await expect(page.locator('.errors-wrapper')).toHaveCount(0);
    for (const width of [380, 1600]) {
      await page.setViewportSize({ width, height: 900 });
      const beyond = await page.evaluate(() => globalThis.document.documentElement.scrollWidth - innerWidth);
      expect(beyond, `${width} px`).toBeLessThanOrEqual(0);
    }
    const background = await page.evaluate(() => getComputedStyle(globalThis.document.body).backgroundColor);
    expect(background).toBe(colorScheme === 'light' ? 'rgb(250, 250, 250)' : 'rgb(13, 13, 14)');
    const foreign = asked.filter((url) => !url.startsWith(baseURL) && !url.startsWith('data:'));
    expect(foreign).toEqual([]);
    expect(complaints).toEqual([]);
    await context.close();
  });
}

test('links to the reference, which calls the API as the signed-in person @layout', async ({
  signedIn: page,
  task,
}) => {
  await page.goto('/plans');
  await openMenu(page);
  await page.getByRole('link', { name: 'API reference' }).filter({ visible: true }).click();
  const queryTasks = page.locator('[id$="-queryTasks"].opblock');
  await queryTasks.locator('.opblock-summary-control').click();
  await queryTasks.getByRole('button', { name: 'Try it out' }).click();
  await queryTasks.getByRole('button', { name: 'Execute' }).click();
  await expect(queryTasks.locator('.live-responses-table')).toContainText(task.title);
});

test('serves only the reference files of the package', async ({ request }) => {
  expect((await request.get(`${baseURL}/docs/swagger-ui.css`)).headers()['content-type']).toContain(
    'text/css',
  );
  for (const file of ['package.json', 'index.html', '..%2F..%2Fpackage.json', '__proto__'])
    expect((await request.get(`${baseURL}/docs/${file}`)).status()).toBe(404);
});

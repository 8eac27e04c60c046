/** A page keeps its content, and the text that a person typed, while its server is away. */
import type { Browser, Page } from '@playwright/test';
import { type OwnServer, startOwnServer } from '../tests/support/own-server';
import { expect, live, type Person, signIn, test } from './people';

const typed = 'Rank the sources by age before reading';

/** Opens a plan in a new page, because the browser reports each failed request. */
async function openPlan(browser: Browser, person: Person, planId: string): Promise<Page> {
  const page = await browser.newPage();
  await signIn(page, person);
  await page.goto(`/plans/${planId}`);
  await expect(live(page)).toBeVisible();
  return page;
}

/** Opens the dialog that edits step 2 and types into it. */
async function typeIntoDialog(page: Page): Promise<void> {
  const step = page.locator('[data-step="2"]');
  await step.hover();
  await step.getByRole('button', { name: 'Actions for step 2' }).first().click();
  await page.getByRole('menuitem', { name: 'Edit…' }).click();
  await dialogText(page).fill(typed);
}

const dialogText = (page: Page) => page.getByLabel('Description');

/** Marks the document: a full load of the page would remove the mark. */
const mark = (page: Page) => page.evaluate(() => document.documentElement.setAttribute('data-same', ''));
const isSame = (page: Page) => page.evaluate(() => document.documentElement.hasAttribute('data-same'));

async function makePlan({ origin, agentKey }: OwnServer) {
  const post = async (path: string, body: object) => {
    const response = await fetch(`${origin}/api/v1${path}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${agentKey}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    const { data } = await response.json();
    return data;
  };
  const task = await post('/tasks', { title: 'Watched through an outage' });
  const steps = [1, 2].map((step) => ({ step, action: 'work', description: `Step ${step}` }));
  const plan = await post('/plans', { task_id: task.id, plan_type: 'test', steps });
  const note = (text: string) =>
    post(`/plans/${plan.id}/logs`, { action_type: 'note', description: text }).catch(() => null);
  return { plan, note };
}

test('keeps a dialog and its text while the server restarts under steady writes', async ({ browser }) => {
  test.setTimeout(180_000);
  const server = await startOwnServer();
  // A new page, because the browser reports each failed request.
  const page = await browser.newPage();
  try {
    const { plan, note } = await makePlan(server);
    await page.goto(`${server.origin}/login?next=/plans/${plan.id}`);
    await page.getByLabel('E-mail').fill(server.owner.email);
    await page.getByLabel('Password').fill(server.owner.password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(live(page)).toBeVisible();
    await typeIntoDialog(page);
    await mark(page);

    let isOver = false;
    let written = 0;
    const writing = (async () => {
      while (!isOver) {
        await note(`Note ${written++}`);
        await page.waitForTimeout(50);
      }
    })();
    await expect(page.getByText('Note 3', { exact: true })).toBeAttached();
    let failures = 0;
    page.on('requestfailed', () => failures++);
    await server.end('SIGKILL');
    // The page retries until it waits its longest between two requests.
    await expect.poll(() => failures, { timeout: 60_000 }).toBeGreaterThanOrEqual(12);
    await server.start();
    isOver = true;
    await writing;
    await note('The last of all');

    await expect(page.getByText('The last of all')).toBeAttached({ timeout: 30_000 });
    await expect(live(page)).toBeVisible();
    await expect(dialogText(page)).toHaveValue(typed);
    expect(await isSame(page)).toBe(true);
  } finally {
    await page.close();
    await server.stop();
  }
});

/** Responses to a refresh; null for a lost connection. */
const faults: [string, { status: number; contentType?: string; body: string } | null][] = [
  ['a lost connection', null],
  ['a server that is away', { status: 503, body: 'away' }],
  ['a proxy’s error page', { status: 502, contentType: 'text/html', body: '<h1>Bad gateway</h1>' }],
  ['a server error', { status: 500, contentType: 'text/html', body: 'Internal Server Error' }],
  [
    'a page that fails to render',
    { status: 200, contentType: 'text/x-component', body: '0:["$L1"]\n1:E{"digest":"42"}\n' },
  ],
];

for (const [what, response] of faults) {
  test(`keeps a dialog and its text through ${what}`, async ({ agent, browser, person, plan }) => {
    const page = await openPlan(browser, person, plan.id);
    await typeIntoDialog(page);
    await mark(page);

    let failures = 0;
    await page.route(
      (url) => url.pathname === `/plans/${plan.id}`,
      async (route) => {
        if (!route.request().headers().rsc || failures >= 3) return route.continue();
        failures++;
        await (response ? route.fulfill(response) : route.abort());
      },
    );
    await agent.make(`/plans/${plan.id}/logs`, { action_type: 'note', description: 'Meanwhile' });
    await expect(page.getByText('Meanwhile', { exact: true })).toBeAttached();
    expect(failures).toBe(3);
    await expect(dialogText(page)).toHaveValue(typed);
    expect(await isSame(page)).toBe(true);
    await expect(live(page)).toBeVisible();
    await page.close();
  });
}

test('offers to reload after the server runs another build, and keeps typed text', async ({
  agent,
  browser,
  person,
  plan,
}) => {
  const page = await openPlan(browser, person, plan.id);
  await typeIntoDialog(page);
  await mark(page);
  await page.route(
    (url) => url.pathname === `/plans/${plan.id}`,
    async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, headers: { ...response.headers(), 'x-build': 'another' } });
    },
  );
  await agent.make(`/plans/${plan.id}/logs`, { action_type: 'note', description: 'Meanwhile' });
  const reload = page.getByRole('button', { name: 'Reload to update', includeHidden: true });
  await expect(reload.filter({ visible: true })).toBeAttached();
  await expect(dialogText(page)).toHaveValue(typed);
  expect(await isSame(page)).toBe(true);
  await page.close();
});

test('keeps following when the URL changes during a refresh', async ({ agent, browser, person, plan }) => {
  const page = await browser.newPage();
  await signIn(page, person);
  await page.goto('/logs');
  await expect(live(page)).toBeVisible();
  const rows = page.getByRole('list', { name: 'Log' }).locator('[data-row]');
  const held: (() => Promise<void>)[] = [];
  let isSlow = true;
  await page.route(
    (url) => url.pathname === '/logs',
    (route) => {
      if (!isSlow || !route.request().headers().rsc) return route.continue();
      held.push(() => route.continue());
    },
  );
  await agent.make(`/plans/${plan.id}/logs`, { action_type: 'note', description: 'First' });
  await expect.poll(() => held.length).toBe(1);
  await page.evaluate(() => window.history.replaceState(null, '', '/logs?unknown=1'));
  isSlow = false;
  for (const release of held) await release();
  await expect(rows.first()).toContainText('First');
  await agent.make(`/plans/${plan.id}/logs`, { action_type: 'note', description: 'Second' });
  await expect(rows.first()).toContainText('Second');
  await page.close();
});

test('stays live after a navigation during a failing refresh', async ({
  agent,
  browser,
  person,
  plan,
  task,
}) => {
  const page = await openPlan(browser, person, plan.id);
  let isAway = true;
  await page.route(
    (url) => url.pathname.startsWith('/plans'),
    (route) => (isAway && route.request().headers().rsc ? route.abort() : route.continue()),
  );
  await agent.make(`/plans/${plan.id}/logs`, { action_type: 'note', description: 'Meanwhile' });
  await expect(page.getByText('Retrying').filter({ visible: true })).toBeVisible();
  await page.getByRole('link', { name: 'Plans', exact: true }).filter({ visible: true }).first().click();
  isAway = false;
  await page.waitForURL((url) => url.pathname === '/plans');
  const row = page.getByRole('row', { name: new RegExp(task.title) });
  await expect(row).toContainText('0/3');
  await agent.make(`/plans/${plan.id}/steps/1/complete`);
  await expect(row).toContainText('1/3');
  await expect(live(page)).toBeVisible();
  await page.close();
});

test('says that the server did not respond, and keeps what a person typed', async ({
  browser,
  person,
  plan,
}) => {
  const page = await openPlan(browser, person, plan.id);
  await typeIntoDialog(page);
  await page.route('**/*', (route) =>
    route.request().method() === 'POST' ? route.abort() : route.continue(),
  );
  await page.getByRole('dialog').getByRole('button', { name: /Save/ }).click();
  await expect(page.getByText('The server did not respond.')).toBeVisible();
  await expect(dialogText(page)).toHaveValue(typed);
  await page.close();
});

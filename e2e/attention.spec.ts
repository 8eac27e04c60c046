/** What calls a person: the count in the title and the sidebar, webhooks, and notifications of the browser. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';
import { Webhook } from 'standardwebhooks';
import { createPushBrowser } from '@/tests/support/push-browser';
import { expect, test } from './people';

let server: Server;
let address: string;
let received: { url: string; headers: Record<string, string>; body: Buffer }[];

test.beforeEach(async () => {
  received = [];
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, `${value}`]),
    );
    received.push({ url: request.url ?? '', headers, body: Buffer.concat(chunks) });
    response.writeHead(201).end();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // a listening server has a port
});
test.afterEach(() => {
  server.close();
});

test('the title and the sidebar count what waits, live, on every page', async ({
  signedIn: page,
  agent,
  plan,
}) => {
  await page.goto('/plans');
  const overview = page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: /^Overview/ });
  await expect(page).toHaveTitle(/^Plans/);
  await agent.post(`/plans/${plan.id}/steps/1/block`, { error_message: 'No access' });
  await expect(page).toHaveTitle(/^\(1\) Plans/);
  await expect(overview).toHaveAccessibleName('Overview 1 need you');
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Tasks' }).click();
  await expect(page).toHaveTitle(/^\(1\) Tasks/);
  await agent.post(`/plans/${plan.id}/steps/1/start`);
  await expect(page).toHaveTitle(/^Tasks/);
  await expect(overview).toHaveAccessibleName('Overview');
});

test('adds a webhook, shows its secret once, and tests it @layout', async ({ signedIn: page }) => {
  await page.goto('/settings/notifications');
  await page.getByRole('button', { name: 'Add webhook' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByLabel('Name')).toBeFocused();
  await page.keyboard.type('Team chat');
  await dialog.getByLabel('Address').fill(`${address}/hooks`);
  await dialog.getByRole('button', { name: 'Add webhook' }).click();
  const secret = await dialog.getByText(/^whsec_/).innerText();
  await dialog.getByRole('button', { name: 'Done' }).click();
  const row = page.getByRole('list', { name: 'Webhooks' }).getByRole('listitem');
  await expect(row).toContainText('Team chat');
  await expect(row).toContainText('Standard Webhooks');
  await page.reload();
  expect(await page.content()).not.toContain('whsec_');

  await row.getByRole('button', { name: 'Send a test' }).click();
  const log = page.getByRole('dialog', { name: 'Deliveries of Team chat' });
  await expect(log.getByRole('listitem')).toContainText('Delivered');
  const [{ headers, body } = { headers: {}, body: '' }] = received;
  expect(new Webhook(secret).verify(body, headers)).toMatchObject({ type: 'webhook.test' });
  await log.getByRole('button', { name: 'Close' }).click();

  await row.getByRole('button', { name: 'Rotate secret' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Rotate secret' }).click();
  await expect(dialog.getByText(/^whsec_/)).not.toHaveText(secret);
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect(row).toContainText('The previous secret signs too');
  await row.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete webhook' }).click();
  await expect(page.getByText('No webhooks yet')).toBeVisible();
});

test('refuses a private address and a webhook without events', async ({ signedIn: page }) => {
  await page.goto('/settings/notifications');
  await page.getByRole('button', { name: 'Add webhook' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Inside');
  await dialog.getByLabel('Address').fill('http://169.254.169.254/latest');
  await dialog.getByRole('button', { name: 'Add webhook' }).click();
  await expect(dialog.getByRole('alert')).toContainText('must be a public address');
  for (const box of await dialog.getByRole('checkbox').all()) await box.uncheck();
  await dialog.getByRole('button', { name: 'Add webhook' }).click();
  await expect(dialog.getByRole('alert')).toContainText('No event is chosen');
});

/** Replaces what a headless browser lacks: notifications, and the push service of its vendor. */
async function usePushService(page: Page, endpoint: string) {
  const browser = createPushBrowser();
  await page.addInitScript(
    ({ endpoint, keys }) => {
      const bytesOf = (text: string) =>
        Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) =>
          letter.charCodeAt(0),
        ).buffer;
      const subscription = {
        endpoint,
        getKey: (name: 'p256dh' | 'auth') => bytesOf(keys[name]),
        options: {},
        unsubscribe: async () => sessionStorage.removeItem('subscribed'),
      };
      const isOn = () => sessionStorage.getItem('subscribed') !== null;
      const granted = { permission: 'granted', requestPermission: async () => 'granted' };
      Object.defineProperties(Notification, Object.getOwnPropertyDescriptors(granted));
      Object.assign(PushManager.prototype, {
        subscribe: async () => {
          sessionStorage.setItem('subscribed', 'yes');
          return subscription;
        },
        getSubscription: async () => (isOn() ? subscription : null),
      });
    },
    { endpoint, keys: browser.keys },
  );
  return browser;
}

test('turns notifications on for chosen events, sends them encrypted, and off again', async ({
  signedIn: page,
  agent,
  plan,
}) => {
  const browser = await usePushService(page, `${address}/push`);
  await page.goto('/settings/notifications');
  const section = page.getByRole('region', { name: 'Notifications', exact: true });
  await section.getByRole('checkbox', { name: 'Agent lost' }).uncheck();
  await section.getByRole('button', { name: 'Turn on' }).click();
  await expect(section).toContainText('Notifications are on in this browser.');
  await page.reload();
  await expect(section).toContainText('Notifications are on in this browser.');
  await expect(section.getByRole('checkbox', { name: 'Agent lost' })).not.toBeChecked();

  await agent.post(`/plans/${plan.id}/steps/1/block`, { error_message: 'No access' });
  await expect.poll(() => received.length).toBe(1);
  const notification = JSON.parse(browser.decrypt(received[0]?.body ?? Buffer.alloc(0)));
  expect(notification.title).toBe('Step 1 is blocked');
  await page.goto(notification.path);
  await expect(page.getByText('No access').first()).toBeVisible();

  await page.goto('/settings/notifications');
  await section.getByRole('button', { name: 'Turn off' }).click();
  await expect(section).toContainText('Notifications are off in this browser.');
});

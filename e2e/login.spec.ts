import { baseURL, createPerson, expect, openMenu, signIn, test } from './people';

test('redirects to sign-in and back to the requested page', async ({ page, person, plan }) => {
  await page.goto(`/plans/${plan.id}?tab=context`);
  await expect(page).toHaveURL(/\/login\?next=/);
  await page.getByLabel('E-mail').fill(person.email);
  await page.getByLabel('Password').fill(person.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`/plans/${plan.id}`));
});

test('signs up, signs out and signs in again @layout', async ({ page }) => {
  const email = `new-${crypto.randomUUID()}@example.com`;
  await page.goto('/login?mode=sign-up');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill('a long password');
  await page.getByRole('button', { name: 'Sign up', exact: true }).click();
  await page.waitForURL((url) => url.pathname === '/');
  await openMenu(page);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL('**/login');
  await page.goto('/plans');
  await expect(page).toHaveURL(/\/login/);
});

test('reports a wrong password', async ({ page }) => {
  const person = await createPerson();
  await page.goto('/login');
  await page.getByLabel('E-mail').fill(person.email);
  await page.getByLabel('Password').fill('wrong password');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('alert').filter({ hasText: /./ })).toContainText(/invalid/i);
  await expect(page.getByLabel('E-mail')).toHaveValue(person.email);
});

test('signs in the local owner with one click, and shows the example plans', async ({ page }) => {
  await page.goto('/login');
  await page.getByRole('button', { name: /continue as local owner/i }).click();
  await page.waitForURL((url) => url.pathname === '/');
  await expect(page.getByRole('link', { name: /Reconcile the bank statements/ }).first()).toBeVisible();
});

test('does not offer the local owner to a rebound host name or to another site', async ({ request }) => {
  const requests: Record<string, string>[] = [
    { Host: 'rebound.example' },
    { 'Sec-Fetch-Site': 'cross-site' },
  ];
  for (const headers of requests) {
    const page = await (await request.get(`${baseURL}/login`, { headers })).text();
    expect(page, JSON.stringify(headers)).not.toContain('Continue as local owner');
  }
  expect(await (await request.get(`${baseURL}/login`)).text()).toContain('Continue as local owner');
});

test('never redirects to another site after sign-in', async ({ page, person }) => {
  await page.goto('/login?next=/.//evil.example/');
  await page.getByLabel('E-mail').fill(person.email);
  await page.getByLabel('Password').fill(person.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL((url) => url.pathname === '/');
});

test('hides cookies from scripts and other sites, and sends a strict content security policy', async ({
  page,
  person,
  context,
  request,
}) => {
  await signIn(page, person);
  const cookies = (await context.cookies()).filter(({ name }) => name.startsWith('aes-session'));
  expect(cookies.length).toBeGreaterThan(0);
  for (const cookie of cookies) expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax' });

  const headers = (await request.get(`${baseURL}/login`)).headers();
  const scripts = headers['content-security-policy']
    ?.split(';')
    .find((part) => part.trim().startsWith('script-src'));
  expect(scripts).toContain("'nonce-");
  expect(scripts).not.toContain('unsafe');
  expect(headers).toMatchObject({ 'x-frame-options': 'DENY', 'x-content-type-options': 'nosniff' });
});

test('accepts the session on the API from the app’s pages and from no other site', async ({
  page,
  person,
  plan,
  context,
}) => {
  await signIn(page, person);
  const own = await page.evaluate(async (id) => (await fetch(`/api/v1/plans/${id}`)).status, plan.id);
  expect(own).toBe(200);
  const foreign: Record<string, string>[] = [
    { 'Sec-Fetch-Site': 'cross-site' },
    { Origin: 'https://evil.example' },
  ];
  for (const headers of foreign) {
    const response = await context.request.post(`${baseURL}/api/v1/plans/${plan.id}/steps/1/complete`, {
      headers,
      data: {},
    });
    expect(response.status()).toBe(403);
  }
  expect(
    (
      await context.request.get(`${baseURL}/api/v1/plans/${plan.id}`, {
        headers: { 'Sec-Fetch-Site': 'same-origin' },
      })
    ).status(),
  ).toBe(200);
});

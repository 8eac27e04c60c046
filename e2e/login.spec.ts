import { baseURL, createPerson, expect, openMenu, signIn, test } from './people';

test('whoever is not signed in is sent to sign in and comes back to where they were going', async ({
  page,
  person,
  plan,
}) => {
  await page.goto(`/plans/${plan.id}?tab=context`);
  await expect(page).toHaveURL(/\/login\?next=/);
  await page.getByLabel('E-mail').fill(person.email);
  await page.getByLabel('Password').fill(person.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`/plans/${plan.id}`));
});

test('a person signs up, signs out, and in again', async ({ page }) => {
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

test('a wrong password is said plainly', async ({ page }) => {
  const person = await createPerson();
  await page.goto('/login');
  await page.getByLabel('E-mail').fill(person.email);
  await page.getByLabel('Password').fill('wrong password');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('alert').filter({ hasText: /./ })).toContainText(/invalid/i);
  await expect(page.getByLabel('E-mail')).toHaveValue(person.email);
});

test('the local owner continues with one click and finds the example plans', async ({ page }) => {
  await page.goto('/login');
  await page.getByRole('button', { name: /continue as local owner/i }).click();
  await page.waitForURL((url) => url.pathname === '/');
  await expect(page.getByRole('link', { name: /Reconcile the bank statements/ }).first()).toBeVisible();
});

test('the local owner is not offered to a name that was rebound to this machine, nor to another site', async ({
  request,
}) => {
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

test('the next address cannot lead to another site', async ({ page, person }) => {
  await page.goto('/login?next=https://evil.example/');
  await page.getByLabel('E-mail').fill(person.email);
  await page.getByLabel('Password').fill(person.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL((url) => url.pathname === '/');
});

test('cookies are out of reach of scripts and other sites, and pages carry a strict policy', async ({
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

test('the session opens the API to the app’s own pages and to no other site’s', async ({
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
    const answer = await context.request.post(`${baseURL}/api/v1/plans/${plan.id}/steps/1/complete`, {
      headers,
      data: {},
    });
    expect(answer.status()).toBe(403);
  }
  expect(
    (
      await context.request.get(`${baseURL}/api/v1/plans/${plan.id}`, {
        headers: { 'Sec-Fetch-Site': 'same-origin' },
      })
    ).status(),
  ).toBe(200);
});

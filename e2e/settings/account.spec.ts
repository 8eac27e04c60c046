/** The settings of the account, and the navigation between the pages of the settings. */
import { baseURL, expect, signIn, test } from '../people';

test('leads from page to page of the settings, and prints no controls @layout', async ({
  signedIn: page,
}) => {
  await page.goto('/settings');
  const pages = page.getByRole('navigation', { name: 'Settings' }).filter({ visible: true });
  await expect(pages.getByRole('link', { name: 'Account' })).toHaveAttribute('aria-current', 'page');
  const theme = page.getByRole('group', { name: 'Theme' }).filter({ visible: true });
  await expect(page.getByRole('region', { name: 'Appearance' })).toBeVisible();
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByRole('region', { name: 'Profile' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Appearance' })).toBeHidden();
  await expect(theme).toHaveCount(0);
  await expect(pages).toHaveCount(0);
  await page.emulateMedia({ media: 'screen' });

  await pages.getByRole('link', { name: 'Agents' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'Agent keys' })).toBeVisible();
  await expect(page).toHaveURL(/\/settings\/agents$/);
  await expect(page).toHaveTitle(/^Agents · Settings/);
  await page.goBack();
  await expect(page.getByRole('region', { name: 'Profile' })).toBeVisible();
});

test('changes the password only with the current password', async ({ signedIn: page, person, browser }) => {
  await page.goto('/settings');
  const change = page.getByRole('button', { name: 'Change password' });
  await page.getByLabel('Current password').fill('not this one');
  await page.getByLabel('New password').fill('quite another one');
  await change.click();
  await expect(page.getByText('The current password is wrong.')).toBeVisible();
  await page.getByLabel('Current password').fill(person.password);
  await page.getByLabel('New password').fill('quite another one');
  await change.click();
  await expect(page.getByText('The password was changed.')).toBeVisible();
  const elsewhere = await browser.newPage({ baseURL });
  await signIn(elsewhere, { ...person, password: 'quite another one' });
  await elsewhere.close();
});

test('shows the local owner that the account cannot be changed', async ({ page }) => {
  await page.goto('/login');
  await page.getByRole('button', { name: /continue as local owner/i }).click();
  await page.waitForURL((url) => url.pathname === '/');
  await page.goto('/settings');
  await expect(page.getByText(/password cannot be changed/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Change password' })).toBeHidden();
});

/** The settings of data: the nightly backups, of which only the local owner sees a result. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '../people';

test.describe('the nightly backups', () => {
  const folder = join(process.env.AES_DATA_DIR ?? '.data', 'backups');
  const record = async (result: object) => {
    const at = new Date().toISOString();
    await mkdir(folder, { recursive: true });
    await writeFile(
      join(folder, 'last.json'),
      JSON.stringify({ started_at: at, finished_at: at, ...result }),
    );
  };

  test('shows the local owner the last backup and its failure, also on a phone', async ({ page }) => {
    await page.setViewportSize({ width: 380, height: 800 });
    await page.goto('/login');
    await page.getByRole('button', { name: /continue as local owner/i }).click();
    await expect(page).not.toHaveURL(/login/);
    const section = page.getByRole('region', { name: 'Backups' });
    await record({ file: 'aes-2027-01-31T02-00-00Z.backup', bytes: 1_234_567, rows: 4321, error: null });
    await page.goto('/settings/data');
    await expect(section).toContainText('4,321 rows, 1.2 MB in aes-2027-01-31T02-00-00Z.backup');
    await expect(section).toContainText(folder);
    await record({ file: null, bytes: null, rows: null, error: 'ENOSPC: no space left on device, write' });
    await page.reload();
    await expect(section.getByRole('alert')).toContainText('no space left on device');
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBeLessThanOrEqual(380);
    await rm(folder, { recursive: true });
  });

  test('hides backups from other people', async ({ signedIn: page }) => {
    await page.goto('/settings/data');
    await expect(page.getByRole('region', { name: 'Danger zone' })).toBeVisible();
    await expect(page.getByRole('region', { name: 'Backups' })).toBeHidden();
  });
});

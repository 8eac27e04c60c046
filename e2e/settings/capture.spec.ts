/** The settings of captured runs. */
import { expect, test } from '../people';

test('adds, deletes and restores a rule of captured runs @layout', async ({ signedIn: page, person }) => {
  await page.goto('/settings/capture');
  const section = page.getByRole('region', { name: 'Captured runs' });
  await section.getByLabel('Path or tool').fill('secrets/**');
  await section.getByLabel('Project folder').fill('/srv/shop/');
  await section.getByRole('button', { name: 'Add rule' }).click();
  const rules = section.getByRole('listitem');
  await expect(rules).toHaveText(['Filessecrets/**/srv/shop']);
  await section.getByLabel('Drop').selectOption('tool');
  await section.getByLabel('Path or tool').fill('Bash');
  await section.getByRole('button', { name: 'Add rule' }).click();
  await expect(rules).toHaveText(['ToolBashAll projects', 'Filessecrets/**/srv/shop']);
  await section.getByRole('button', { name: 'Delete the rule for secrets/** in /srv/shop' }).click();
  await expect(rules).toHaveText(['ToolBashAll projects']);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(rules).toHaveCount(2);
  const { data } = await person.supabase.rpc('agent_list_drop_rules').throwOnError();
  expect(data).toEqual([
    { project: '', rules: [{ tool: 'Bash' }] },
    { project: '/srv/shop', rules: [{ path_glob: 'secrets/**' }] },
  ]);
});

/** The settings of decisions: standing decisions. */
import { expect, test } from '../people';

test('tries, adds, deletes and restores a standing decision @layout', async ({ agent, signedIn: page }) => {
  const call = {
    session_id: 's1',
    cwd: '/srv/shop',
    prompt_id: 'p1',
    tool_name: 'Bash',
    tool_input: { command: 'git push --force' },
    tool_use_id: 't1',
  };
  const prompt = { ...call, hook_event_name: 'UserPromptSubmit', prompt: 'Ship it' };
  const done = { ...call, hook_event_name: 'PostToolUse', tool_response: { stdout: '' } };
  await agent.post('/ingest/claude-code', [prompt, done]);
  await page.goto('/settings/decisions');
  const section = page.getByRole('region', { name: 'Standing decisions' });
  await expect(section.getByText('No rules yet')).toBeVisible();
  await section.getByLabel('Pattern').fill('git push*');
  await section.getByLabel('Project folder').fill('/srv/shop/');
  const trial = section.getByRole('status');
  const tryRule = section.getByRole('button', { name: 'Try on past calls' });
  const addRule = section.getByRole('button', { name: 'Add rule' });
  await expect(async () => {
    // A change makes another trial necessary.
    await section.getByLabel('Pattern').fill('git *');
    await section.getByLabel('Pattern').fill('git push*');
    await expect(addRule).toHaveCount(0);
    await tryRule.click();
    await expect(trial).toContainText('Matches 1 of 1 past call.', { timeout: 1000 });
  }).toPass();
  await expect(trial).toContainText('git push --force');
  await addRule.click();
  const rules = section.getByRole('list', { name: 'Standing decisions' }).getByRole('listitem');
  await expect(rules).toHaveText(['Denycommand git push*/srv/shop']);
  await section
    .getByRole('button', { name: 'Delete the rule “deny command git push*” in /srv/shop' })
    .click();
  await expect(rules).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(rules).toHaveCount(1);
});

/** Context entries: search, read, edit, delete and restore them, and show the context pack. */
import { type Api, expect, live, test } from './people';

async function remember(agent: Api, task: string): Promise<Record<string, { id: string }>> {
  const entries = {
    flaky: {
      context_type: 'notes',
      context_key: 'login/flaky',
      context_value: 'The login test waits for the session store.',
    },
    bread: { context_type: 'recipes', context_key: 'bread', context_value: 'Flour, water, salt and time.' },
    config: {
      context_type: 'notes',
      context_key: 'config',
      context_value: '{"retries": 3, "hosts": ["a", "b"]}',
      task_id: task,
    },
  };
  const made: Record<string, { id: string }> = {};
  for (const [name, entry] of Object.entries(entries)) made[name] = await agent.make('/context', entry);
  return made;
}

test('finds an entry while typing, marks the matches and stores the search in the URL @layout', async ({
  agent,
  task,
  signedIn: page,
}) => {
  await remember(agent, task.id);
  await page.goto('/context');
  const list = page.getByRole('list', { name: 'Context entries' });
  await expect(list.getByRole('listitem')).toHaveCount(3);
  await page.keyboard.press('/');
  await page.keyboard.type('why does the login tes');
  await expect(list.getByRole('listitem')).toHaveCount(1);
  await expect(list.locator('mark')).toHaveText(['login', 'test']);
  await expect(page).toHaveURL(/q=why/);
  await page.reload();
  await expect(list.getByRole('listitem')).toHaveCount(1);

  await page.keyboard.press('/');
  await page.keyboard.press('ArrowDown');
  await expect(list.getByRole('link').first()).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'login/flaky' })).toBeVisible();
});

test('filters by type and shows the counts', async ({ agent, task, signedIn: page }) => {
  await remember(agent, task.id);
  await page.goto('/context');
  const list = page.getByRole('list', { name: 'Context entries' });
  await expect(page.getByLabel('Type').getByRole('option')).toHaveText([
    'All types',
    'notes · 2',
    'recipes · 1',
  ]);
  await page.getByLabel('Type').selectOption('recipes');
  await expect(list.getByRole('listitem')).toHaveCount(1);
  await expect(page).toHaveURL(/type=recipes/);
  await page.getByRole('button', { name: 'Clear' }).click();
  await expect(list.getByRole('listitem')).toHaveCount(3);
  await page.goto('/context?q=type%3Anotes+-login');
  await expect(list.getByRole('link')).toHaveText(['notes/config']);
  await page.goto('/context?q=nobody-has-this&plan=garbled');
  await expect(page.getByText('No entries match')).toBeVisible();
});

test('edits and deletes an entry, undoes both, and shows all of it in the history @layout', async ({
  agent,
  task,
  signedIn: page,
}) => {
  const { config } = await remember(agent, task.id);
  await page.goto(`/context/${config?.id}`);
  const value = page.getByRole('region', { name: 'Value', exact: true });
  await expect(value.getByText('retries')).toBeVisible();
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  await page.getByRole('textbox', { name: 'Value' }).fill('{"retries": 5, "hosts": ["a", "b"]}');
  await page.getByLabel('Metadata').fill('no object');
  await page.getByRole('button', { name: 'Save entry' }).click();
  await expect(page.getByText('The metadata is not a JSON object.')).toBeVisible();
  await page.getByLabel('Metadata').fill('{}');
  await page.getByRole('button', { name: 'Save entry' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  const history = page.getByRole('region', { name: 'History' });
  await expect(history.getByRole('link')).toHaveText(['Version 2', 'Version 1']);
  await expect(history.getByText('"retries": 5')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(history.getByRole('link')).toHaveText(['Version 3', 'Version 2', 'Version 1']);
  expect((await agent.get(`/context/${config?.id}`)).body.data.entry.context_value).toContain('"retries": 3');

  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(page.getByText('Agents no longer read this entry')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).last().click();
  await expect(page.getByText('Agents no longer read this entry')).toHaveCount(0);
  await expect(value).toBeVisible();
  await expect(history.getByRole('link')).toHaveText([
    'Version 4',
    'Deleted',
    'Version 3',
    'Version 2',
    'Version 1',
  ]);
  expect((await agent.get(`/context/${config?.id}`)).body.data.entry).toMatchObject({
    context_value: '{"retries": 3, "hosts": ["a", "b"]}',
    task_id: task.id,
    version: 4,
  });
});

test('does not overwrite an entry that an agent set during an edit', async ({
  agent,
  task,
  signedIn: page,
}) => {
  const { bread } = await remember(agent, task.id);
  await page.goto(`/context/${bread?.id}`);
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  await page.getByRole('textbox', { name: 'Value' }).fill('By hand');
  await agent.make('/context', {
    context_type: 'recipes',
    context_key: 'bread',
    context_value: 'By an agent',
  });
  await page.getByRole('button', { name: 'Save entry' }).click();
  await expect(page.getByText('recipes/bread now has version 2.')).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Value' })).toHaveValue('By hand');
});

test('renders Markdown without running or loading anything in it', async ({ agent, signedIn: page }) => {
  const outside: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('example.com')) outside.push(request.url());
  });
  const { id } = await agent.make('/context', {
    context_type: 'notes',
    context_key: 'markdown',
    context_value:
      '# Findings\n\n- **one**\n\n<img src="https://example.com/a.png" onerror="alert(1)">\n\n![pixel](https://example.com/b.png) [bad](javascript:alert(1))',
  });
  await page.goto(`/context/${id}`);
  const value = page.getByRole('region', { name: 'Value', exact: true });
  await expect(value.getByRole('heading', { name: 'Findings' })).toBeVisible();
  await expect(value.getByRole('listitem')).toHaveText(['one']);
  await expect(value.getByRole('link', { name: 'pixel' })).toHaveAttribute(
    'href',
    'https://example.com/b.png',
  );
  await expect(value.getByRole('link', { name: 'bad' })).toHaveCount(0);
  await expect(value.locator('img')).toHaveCount(0);
  await value.getByRole('button', { name: 'Text' }).click();
  await expect(value.getByText('onerror')).toBeVisible();
  expect(outside).toEqual([]);
});

test('shows live who read an entry, and how the step ended', async ({ agent, plan, signedIn: page }) => {
  const { id } = await agent.make('/context', {
    plan_id: plan.id,
    context_type: 'notes',
    context_key: 'read',
    context_value: 'Quinces ripen in October.',
  });
  await page.goto(`/context/${id}`);
  await expect(live(page)).toBeVisible();
  const readers = page.getByRole('region', { name: 'Read by' });
  await expect(readers.getByText('No agent has read this entry yet')).toBeVisible();
  await agent.get('/context/search?query=when+do+quinces+ripen');
  await expect
    .poll(async () => {
      await agent.make(`/plans/${plan.id}/logs`, { action_type: 'note' });
      return readers.getByText('found by search').count();
    })
    .toBe(1);
  await agent.make(`/plans/${plan.id}/steps/1/complete`);
  await expect(readers.getByText('Completed', { exact: true })).toBeVisible();
});

test('shows the context pack of a plan within a budget', async ({ agent, plan, signedIn: page }) => {
  const values = ['alpha', 'beta', 'gamma'].map((name) =>
    Array.from({ length: 120 }, (_, n) => `${name}${n}`).join(' '),
  );
  for (const [n, context_value] of values.entries())
    await agent.make('/context', {
      plan_id: plan.id,
      context_type: 'notes',
      context_key: `k${n}`,
      context_value,
    });
  await page.goto(`/plans/${plan.id}?tab=context`);
  await page.getByRole('button', { name: 'Pack for an agent' }).click();
  const pack = page.getByRole('region', { name: 'The pack as Markdown' });
  await expect(pack).toContainText('# Make a first principle systems prompt');
  await expect(pack).toContainText('### notes/k0');
  await page.getByRole('slider', { name: 'Budget' }).focus();
  for (let n = 0; n < 3; n += 1) await page.keyboard.press('ArrowLeft');
  await expect(page.getByText('Omitted entries')).toBeVisible();
  await page.getByText('Omitted entries').click();
  await expect(page.getByText('over the budget').first()).toBeVisible();
});

test('shows "not found" for an unknown entry', async ({ signedIn: page }) => {
  await page.goto('/context/00000000-0000-4000-8000-000000000000');
  await expect(page.getByText('Context entry not found')).toBeVisible();
  await page.goto('/context/garbled');
  await expect(page.getByText('Context entry not found')).toBeVisible();
});

/** Imports past runs on the page Connect, from files that a person chooses. */
import { expect, test } from './people';

const row = (type: 'user' | 'assistant', message: object, more: object = {}) =>
  JSON.stringify({
    type,
    message,
    sessionId: 's1',
    timestamp: '2026-10-01T08:00:00Z',
    cwd: '/srv/shop',
    ...more,
  });

const transcript = [
  row('user', { content: 'Rename the cart' }, { promptId: 'p1', uuid: 'u1' }),
  row('assistant', { id: 'm1', model: 'claude-sonnet-4-5', content: [{ type: 'text', text: 'Renamed.' }] }),
  '{"type":',
].join('\n');

const tasks = {
  master: {
    tasks: [
      { id: 1, title: 'Draw the shop', status: 'done' },
      { id: 2, title: 'Open it' },
    ],
  },
};

const fileOf = (name: string, text: string) => ({
  name,
  mimeType: 'application/json',
  buffer: Buffer.from(text),
});

test('a person imports a transcript and a list, and importing them again changes nothing', async ({
  signedIn: page,
  person,
}) => {
  await page.goto('/connect');
  const section = page.getByRole('region', { name: 'Import past runs' });
  const choose = section.getByLabel('Choose files…', { exact: true });
  const transcripts = fileOf('s1.jsonl', transcript);
  await choose.and(page.locator('input')).setInputFiles(transcripts);
  await expect(section.getByText('1 imported, 0 unchanged.')).toBeVisible();
  await section.getByText('Problems · 1').click();
  await expect(section.getByText('s1: Line 3 of main is not finished.')).toBeVisible();

  await section.getByLabel('From').selectOption('task-master');
  await choose.and(page.locator('input')).setInputFiles(fileOf('tasks.json', JSON.stringify(tasks)));
  await expect(section.getByText('1 imported, 0 unchanged.')).toBeVisible();
  await choose.and(page.locator('input')).setInputFiles(fileOf('tasks.json', JSON.stringify(tasks)));
  await expect(section.getByText('0 imported, 1 unchanged.')).toBeVisible();

  const [run] = await person.service.queryPlans({ plan_type: 'session' });
  await page.goto(`/plans/${run?.id}`);
  await expect(page.getByText('Imported', { exact: true })).toBeVisible();
  // What happened has its own time and agent; when it was recorded, and by whom, is proof.
  const prompt = page.getByRole('listitem').filter({ hasText: 'Rename the cart' }).last();
  await expect(prompt.getByText('08:00:00')).toBeVisible();
  await prompt.getByRole('button', { name: /^Proof of row/ }).click();
  await expect(prompt.getByText(/^1 Oct 2026, 08:00:00/)).toBeVisible();
  await expect(prompt.getByText(/^agent · claude-code \(imported by /)).toBeVisible();
  await page.goto(`/plans/${run?.id}?tab=log`);
  const moved = page.getByRole('button').filter({ hasText: 'complete_step' });
  await expect(moved.getByText('08:00:00')).toBeVisible();
  await expect(moved.getByText(/^agent claude-code/)).toBeAttached();
  const [list] = await person.service.queryPlans({ plan_type: 'task_list' });
  expect(list).toMatchObject({ completed_steps: 1, total_steps: 2 });
});

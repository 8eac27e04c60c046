/** Every page meets WCAG 2.1 AA. The tests use each page at phone size and check it at every size. */
import type { Page } from '@playwright/test';
import { sizes } from '../scripts/sizes';
import { expectAccessible } from './accessible';
import { type Api, addSession, expect, test } from './people';

test.use({ viewport: sizes.phone });
// Each test checks several pages six times each.
test.describe.configure({ timeout: 300_000 });

/** Checks a page once it is complete. */
async function check(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  // The title is streamed after the page.
  await expect(page).toHaveTitle(/\S/);
  await expectAccessible(page);
}

async function visit(page: Page, ...paths: string[]): Promise<void> {
  for (const path of paths) {
    await page.goto(path);
    await check(page);
  }
}

const blockFirstStep = (agent: Api, planId: string) =>
  agent.make(`/plans/${planId}/steps/1/block`, { error_message: 'No network', agent_confidence: 0.2 });

const addFindings = (agent: Api, planId: string): Promise<{ id: string }> =>
  agent.make('/context', {
    plan_id: planId,
    context_type: 'notes',
    context_key: 'k',
    context_value:
      '# Findings\n\n- one with `code` and [a link](https://example.com)\n\n| a | b |\n| - | - |\n| 1 | 2 |',
  });

test('has no accessibility violation on the pages for sign-in and sign-up', async ({ page }) => {
  await visit(page, '/login', '/login?mode=sign-up');
});

test('has no accessibility violation on the list of plans', async ({ agent, plan, signedIn: page }) => {
  await blockFirstStep(agent, plan.id);
  await visit(page, '/plans');
  await page.getByRole('checkbox', { name: 'Select Make a first principle' }).click();
  await expect(page.getByRole('region', { name: 'Selected plans' })).toBeVisible();
  await check(page);
  await page.getByRole('button', { name: 'Views' }).click();
  await page.getByRole('menuitem', { name: 'Save this view…' }).click();
  await expect(page.getByRole('dialog', { name: 'Save this view' })).toBeVisible();
  await check(page);
  await page.goto('/plans');
  await page.getByRole('button', { name: 'Filters' }).click();
  await expect(page.getByRole('dialog', { name: 'Filters' })).toBeVisible();
  await check(page);
  await visit(page, '/plans?q=nothing', '/plans/00000000-0000-4000-8000-000000000000');
});

test('has no accessibility violation in any tab of a plan', async ({ agent, plan, signedIn: page }) => {
  await addFindings(agent, plan.id);
  await blockFirstStep(agent, plan.id);
  for (const tab of [
    'transcript',
    'log',
    'steering',
    'evidence',
    'context',
    'subtasks',
    'history',
    'versions',
    'raw',
  ])
    await visit(page, `/plans/${plan.id}?tab=${tab}`);
  await visit(
    page,
    `/plans/${plan.id}?view=timeline&step=1`,
    `/plans/${plan.id}?view=graph&step=1&state=pending`,
  );
  await agent.make(`/plans/${plan.id}/versions`, {
    reason: 'Fewer steps are enough',
    steps: [
      { step: 1, action: 'search', description: 'Search literature', estimated_duration: 30 },
      { step: 2, action: 'write', description: 'Write it down' },
    ],
  });
  await page.goto(`/plans/${plan.id}?tab=versions`);
  await expect(page.getByText('Fewer steps are enough').first()).toBeVisible();
  await check(page);
});

test('has no accessibility violation in any view of the steps', async ({ agent, plan, signedIn: page }) => {
  await addFindings(agent, plan.id);
  await blockFirstStep(agent, plan.id);
  await page.goto(`/plans/${plan.id}?tab=context`);
  await page.getByRole('button', { name: 'Pack for an agent' }).click();
  await expect(page.getByText('omitted').or(page.getByText('pieces'))).toBeVisible();
  await check(page);
  await page.goto(`/plans/${plan.id}`);
  for (const view of ['Timeline', 'Graph', 'List']) {
    await page.getByRole('button', { name: view, exact: true }).click();
    await check(page);
  }
  await page.getByRole('button', { name: /block/ }).first().click();
  await check(page);
});

test('has no accessibility violation on the context pages', async ({ agent, plan, signedIn: page }) => {
  const entry = await addFindings(agent, plan.id);
  await visit(page, '/context?q=findings', '/context?q=nothing', `/context/${entry.id}`);
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await check(page);
});

test('has no accessibility violation on overview, log and analytics', async ({
  agent,
  plan,
  signedIn: page,
}) => {
  await blockFirstStep(agent, plan.id);
  await visit(page, '/', '/logs');
  await page.getByRole('button', { name: /block/ }).first().click();
  await check(page);
  await page.getByRole('button', { name: 'Filters' }).click();
  await expect(page.getByRole('dialog', { name: 'Filters' })).toBeVisible();
  await check(page);
  await visit(page, '/logs?q=nothing&errors=true');
  await page.goto('/analytics');
  // A chart is drawn once it comes near the window, and the key figures fill a phone.
  await page.getByRole('img', { name: /^Bars: 1 plan created/ }).scrollIntoViewIfNeeded();
  await expect(page.locator('.recharts-surface').first()).toBeVisible();
  await check(page);
  await visit(
    page,
    '/analytics/steps?status=completed',
    '/analytics/attempts',
    '/analytics?from=2020-01-01&to=2020-01-31',
  );
});

test('has no accessibility violation on the page of approvals', async ({ agent, plan, signedIn: page }) => {
  await visit(page, '/approvals');
  const ask = (body: object) => agent.make(`/plans/${plan.id}/decisions`, body);
  const input = { file_path: '/etc/hosts', old_string: 'a', new_string: 'b' };
  const { id } = await ask({ kind: 'tool_call', question: 'Edit hosts', request: { tool: 'Edit', input } });
  await ask({
    kind: 'plan',
    question: 'Approve the plan: Ship',
    request: { plan: '# Ship\n\n- `npm test`' },
  });
  const question = await ask({ question: 'Where may I deploy?', options: [{ label: 'Staging' }] });
  await visit(page, '/', '/approvals', `/approvals?decision=${question.id}`, `/approvals?decision=${id}`);
  await page.getByRole('button', { name: 'Deny…' }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await check(page);
});

// The plan brings a key.
test('has no accessibility violation on the page that connects an agent', async ({
  plan: _,
  signedIn: page,
}) => {
  for (const client of ['claude-code', 'codex', 'python']) await visit(page, `/connect?client=${client}`);
  await page.getByLabel('Agent key').selectOption({ index: 1 });
  await expect(page.getByText(/Waiting for|Connected/)).toBeVisible();
  await check(page);
});

test('has no accessibility violation in settings, palette and shortcuts', async ({
  plan: _,
  signedIn: page,
}) => {
  for (const group of ['decisions', 'notifications', 'capture', 'data'])
    await visit(page, `/settings/${group}`);
  await visit(page, '/settings', '/settings/agents');
  await page.getByRole('button', { name: 'Create key' }).click();
  await page.getByLabel('Access', { exact: true }).selectOption('task');
  await expect(page.getByRole('radio').first()).toBeVisible();
  await check(page);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Search', exact: true }).click();
  await page.getByRole('dialog').getByRole('combobox').fill('principle');
  await expect(page.getByRole('dialog').getByRole('option').first()).toBeVisible();
  await check(page);
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  await check(page);
});

test('has no accessibility violation on the pages of tasks', async ({ person, task, signedIn: page }) => {
  await visit(page, '/tasks');
  await page.goto('/tasks?new=1');
  await expect(page.getByRole('dialog', { name: 'New task' })).toBeVisible();
  await check(page);
  await visit(page, '/tasks?q=nothing');
  await person.supabase.from('deep_work_subtasks').insert({ task_id: task.id, title: 'Part' }).throwOnError();
  await visit(page, `/tasks/${task.id}`);
  await page.goto(`/tasks/${task.id}/new-plan`);
  await page.getByRole('button', { name: 'Markdown' }).click();
  await check(page);
  await page.getByRole('button', { name: 'Template' }).click();
  await page.getByRole('button', { name: /^Research/ }).click();
  await check(page);
});

test('has no accessibility violation on the pages of templates', async ({ person, signedIn: page }) => {
  await visit(page, '/templates');
  const steps = [{ step: 1, action: 'read', description: 'Read {{title}}' }];
  const template = await person.service.createTemplate({ name: 'Reading', plan_type: 'research', steps });
  await person.service.createAutomationRule({ match_kind: 'default', template_id: template.id });
  await visit(page, '/templates', '/templates/new', `/templates/${template.id}`);
});

test('has hit areas of 40 px on a touch screen', async ({ browser, person, plan }) => {
  const context = await browser.newContext({ viewport: sizes.phone, hasTouch: true, isMobile: true });
  await addSession(context, person);
  const page = await context.newPage();
  for (const path of [
    '/',
    '/approvals',
    '/plans',
    `/plans/${plan.id}`,
    `/plans/${plan.id}?tab=transcript`,
    `/plans/${plan.id}?tab=versions`,
    `/plans/${plan.id}?view=timeline`,
    `/plans/${plan.id}?view=graph`,
    '/tasks',
    '/logs',
    '/context',
    '/templates',
    '/connect',
    '/settings',
    '/settings/decisions',
  ]) {
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    const small = () =>
      page
        .locator('button:visible, select:visible')
        // The heads of a table are hidden on a phone.
        .and(page.locator(':not(thead *)'))
        .evaluateAll((controls) =>
          controls
            .filter((control) => control.getBoundingClientRect().height < 39.5)
            .map((control) => control.getAttribute('aria-label') ?? control.textContent),
        );
    // The panes of a page may still be loading.
    await expect.configure({ soft: true }).poll(small, path).toEqual([]);
  }
  await context.close();
});

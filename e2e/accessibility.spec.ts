import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, signIn, test } from './people';

async function expectAccessible(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  // The title is streamed after the page.
  await expect(page).toHaveTitle(/\S/);
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'])
    .analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join(' ')}`)).toEqual(
    [],
  );
}

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [380, 1024, 1600]) {
    test(`no violation on any page, ${colorScheme}, ${width} px`, async ({ page, agent, plan, person }) => {
      test.slow();
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height: 900 });
      await page.goto('/login');
      await expectAccessible(page);
      await page.goto('/login?mode=sign-up');
      await expectAccessible(page);
      const entry = await agent.make('/context', {
        plan_id: plan.id,
        context_type: 'notes',
        context_key: 'k',
        context_value:
          '# Findings\n\n- one with `code` and [a link](https://example.com)\n\n| a | b |\n| - | - |\n| 1 | 2 |',
      });
      await agent.make(`/plans/${plan.id}/steps/1/block`, {
        error_message: 'No network',
        agent_confidence: 0.2,
      });
      await signIn(page, person);
      await expectAccessible(page);
      await page.getByRole('checkbox', { name: 'Select Make a first principle' }).click();
      await expect(page.getByRole('region', { name: 'Selected plans' })).toBeVisible();
      await expectAccessible(page);
      await page.getByRole('button', { name: 'Views' }).click();
      await page.getByRole('menuitem', { name: 'Save this view…' }).click();
      await expect(page.getByRole('dialog', { name: 'Save this view' })).toBeVisible();
      await expectAccessible(page);
      await page.goto('/plans?q=nothing');
      await expectAccessible(page);
      for (const tab of ['log', 'context', 'subtasks', 'history', 'raw']) {
        await page.goto(`/plans/${plan.id}?tab=${tab}`);
        await expectAccessible(page);
      }
      for (const path of ['/context?q=findings', '/context?q=nothing', `/context/${entry.id}`]) {
        await page.goto(path);
        await expectAccessible(page);
      }
      await page.getByRole('button', { name: 'Edit', exact: true }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
      await expectAccessible(page);
      await page.goto(`/plans/${plan.id}?tab=context`);
      await page.getByRole('button', { name: 'Pack for an agent' }).click();
      await expect(page.getByText('left out').or(page.getByText('pieces'))).toBeVisible();
      await expectAccessible(page);
      await page.goto('/analytics');
      await expect(page.locator('.recharts-surface').first()).toBeVisible();
      await expectAccessible(page);
      await page.goto('/analytics?from=2020-01-01&to=2020-01-31');
      await expectAccessible(page);
      await page.goto(`/plans/${plan.id}`);
      for (const view of ['Timeline', 'Graph', 'List']) {
        await page.getByRole('button', { name: view, exact: true }).click();
        await expectAccessible(page);
      }
      await page.getByRole('button', { name: /block/ }).first().click();
      await expectAccessible(page);
      await page.goto('/');
      await expectAccessible(page);
      await page.goto('/logs');
      await expectAccessible(page);
      await page.getByRole('button', { name: /block/ }).first().click();
      await expectAccessible(page);
      await page.goto('/logs?q=nothing&errors=true');
      await expectAccessible(page);
      for (const client of ['claude-code', 'codex', 'python']) {
        await page.goto(`/connect?client=${client}`);
        await expectAccessible(page);
      }
      await page.getByLabel('Agent key').selectOption({ index: 1 });
      await expect(page.getByText(/Waiting for|Connected/)).toBeVisible();
      await expectAccessible(page);
      await page.goto('/settings');
      await expectAccessible(page);
      await page.getByRole('button', { name: 'Create key' }).click();
      await page.getByLabel('For', { exact: true }).selectOption('task');
      await expect(page.getByRole('radio').first()).toBeVisible();
      await expectAccessible(page);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Search', exact: true }).click();
      await page.getByRole('combobox').fill('principle');
      await expect(page.getByRole('option').first()).toBeVisible();
      await expectAccessible(page);
      await page.keyboard.press('Escape');
      await page.keyboard.press('?');
      await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
      await expectAccessible(page);
      await page.goto('/plans/00000000-0000-4000-8000-000000000000');
      await expectAccessible(page);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    });

    test(`no violation on the pages of tasks, ${colorScheme}, ${width} px`, async ({
      signedIn: page,
      person,
      task,
    }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height: 900 });
      await page.goto('/tasks');
      await expectAccessible(page);
      await page.goto('/tasks?new=1');
      await expect(page.getByRole('dialog', { name: 'New task' })).toBeVisible();
      await expectAccessible(page);
      await page.goto('/templates');
      await expectAccessible(page);
      const steps = [{ step: 1, action: 'read', description: 'Read {{title}}' }];
      const template = await person.service.createTemplate({ name: 'Reading', plan_type: 'research', steps });
      await person.service.createAutomationRule({ match_kind: 'default', template_id: template.id });
      for (const path of ['/templates', '/templates/new', `/templates/${template.id}`]) {
        await page.goto(path);
        await expectAccessible(page);
      }
      await page.goto('/tasks?q=nothing');
      await expectAccessible(page);
      await person.supabase
        .from('deep_work_subtasks')
        .insert({ task_id: task.id, title: 'Part' })
        .throwOnError();
      await page.goto(`/tasks/${task.id}`);
      await expectAccessible(page);
      await page.goto(`/tasks/${task.id}/new-plan`);
      await page.getByRole('button', { name: 'Markdown' }).click();
      await expectAccessible(page);
      await page.getByRole('button', { name: 'Template' }).click();
      await page.getByRole('button', { name: /^Research/ }).click();
      await expectAccessible(page);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    });
  }
}

import type { Locator } from '@playwright/test';
import { expect, test } from './people';

/** Returns the size of a node's description on the screen, in pixels. */
const shownTextSize = (node: Locator) =>
  node.evaluate((button: HTMLElement) => {
    const text = button.querySelector('[dir="auto"]') ?? button;
    const zoom = button.getBoundingClientRect().width / button.offsetWidth;
    return Number.parseFloat(getComputedStyle(text).fontSize) * zoom;
  });

test('links from the timeline and the graph to the step @layout', async ({ agent, task, signedIn: page }) => {
  const plan = await agent.make('/plans', {
    task_id: task.id,
    plan_type: 'build',
    steps: [
      { step: 1, action: 'plan', description: 'Lay out', estimated_duration: 30 },
      {
        step: 2,
        action: 'build',
        description: 'Build the left wing',
        estimated_duration: 90,
        depends_on: [1],
      },
      {
        step: 3,
        action: 'build',
        description: 'Build the right wing',
        estimated_duration: 20,
        depends_on: [1],
      },
      { step: 4, action: 'join', description: 'Join both', estimated_duration: 30, depends_on: [2, 3] },
    ],
  });
  await agent.make(`/plans/${plan.id}/logs`, {
    step_number: 1,
    action_type: 'tool_call',
    description: 'grep -rn wing',
    metadata: { duration_ms: 1500 },
  });
  await agent.make(`/plans/${plan.id}/steps/1/complete`);
  await page.goto(`/plans/${plan.id}`);
  await page.getByRole('button', { name: 'Timeline' }).click();
  const bar = page.getByRole('button', { name: /Join both/ });
  await expect(bar).toContainText('expected from');
  await expect(page.getByRole('button', { name: /Lay out/ })).toContainText('worked from');
  await page.getByRole('button', { name: '1 call of step 1' }).click();
  await expect(page.getByRole('link', { name: /grep -rn wing/ })).toContainText('1.5 s');
  await page.getByRole('button', { name: 'Estimate' }).click();
  await expect(bar).toContainText('expected from 2 h to 2 h 30 min');
  await page.getByRole('button', { name: 'Zoom in' }).click();
  await expect(page).toHaveURL(/scale=estimate&span=\d+-\d+/);
  await page.reload();
  await page.getByRole('button', { name: 'Fit' }).click();
  await expect(page).not.toHaveURL(/span=/);

  await page.getByRole('button', { name: 'Graph' }).click();
  const left = page.getByRole('button', { name: /left wing/ });
  const right = page.getByRole('button', { name: /right wing/ });
  await expect(left).toContainText('on the critical path');
  await expect(right).not.toContainText('on the critical path');
  const [a, b, c] = await Promise.all(
    [left, right, page.getByRole('button', { name: /Join both/ })].map((node) => node.boundingBox()),
  );
  expect(a?.y).toBeCloseTo(b?.y ?? Infinity);
  expect(c?.y).toBeGreaterThan(a?.y ?? Infinity);
  await expect(page.getByText('Critical path: 3 steps')).toBeVisible();
  expect(await shownTextSize(left)).toBeGreaterThanOrEqual(12);

  await left.click();
  await expect(page).toHaveURL(/step=2/);
  await page.getByRole('button', { name: 'Zoom in' }).click();
  await page.reload();
  await expect(left).toHaveAttribute('aria-pressed', 'true');
  await page.getByRole('button', { name: 'Show in list' }).click();
  await expect(page.getByRole('listitem').locator('[data-step-button]:focus')).toContainText('left wing');
  await page.keyboard.press('c');
  await expect(page.locator('[data-step="2"]').getByTitle('Completed')).toBeVisible();
});

test('opens a long graph at what needs a person, readable at every width @layout', async ({
  agent,
  task,
  signedIn: page,
}) => {
  const steps = Array.from({ length: 60 }, (_, index) => ({
    step: index + 1,
    action: 'port',
    description: `Port the module ${index + 1}`,
  }));
  const plan = await agent.make('/plans', { task_id: task.id, plan_type: 'port', steps });
  for (let number = 1; number <= 20; number += 1)
    await agent.make(`/plans/${plan.id}/steps/${number}/complete`);
  await agent.make(`/plans/${plan.id}/steps/21/fail`, { error_message: 'It does not compile' });
  await page.goto(`/plans/${plan.id}?view=graph`);
  const troubled = page.locator('[data-step="21"]').getByRole('button');
  await troubled.scrollIntoViewIfNeeded();
  await expect(troubled).toBeInViewport({ ratio: 1 });
  expect(await shownTextSize(troubled)).toBeGreaterThanOrEqual(12);
  const canvas = page.locator('[data-step-canvas]');
  const [box, node] = [await canvas.boundingBox(), await troubled.boundingBox()];
  expect(node?.y).toBeGreaterThan(box?.y ?? Infinity);
  await page.getByRole('button', { name: 'Fit' }).click();
  await expect(page.locator('[data-step="1"]')).toBeInViewport();
  await expect(page.getByRole('status', { name: 'Zoom' })).not.toHaveText('100 %');
});

test('shows no motion to people who prefer none', async ({ plan, signedIn: page }) => {
  const moving = () =>
    page.evaluate(
      () => document.getAnimations().filter((animation) => animation.playState === 'running').length,
    );
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  await page.goto(`/plans/${plan.id}`);
  await expect(page.locator('[data-step="1"]').getByTitle('In progress')).toBeVisible();
  expect(await moving()).toBeGreaterThan(0);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await expect.poll(moving).toBe(0);
});

/** Checks a page with axe at every size and in both colour schemes. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect } from './people';
import { sizes } from './sizes';

/** Resolves once the page is drawn at its new size and no animation runs. */
async function settle(page: Page): Promise<void> {
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  );
  const moving = () =>
    page.evaluate(() => document.getAnimations().filter(({ playState }) => playState === 'running').length);
  await expect.poll(moving, { intervals: [20] }).toBe(0);
}

/**
 * Reports every violation of the page, and whether it is wider than its window. The page is not reloaded for a size or a scheme:
 * style sheets alone decide about both. The expectations are soft: a test visits many pages and reports all violations at its end.
 */
export async function expectAccessible(page: Page): Promise<void> {
  const before = page.viewportSize();
  await page.emulateMedia({ reducedMotion: 'reduce' });
  for (const [name, size] of Object.entries(sizes)) {
    await page.setViewportSize(size);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await settle(page);
      // The pages have no frames, so axe need not open another page to merge its results.
      const { violations } = await new AxeBuilder({ page })
        .setLegacyMode()
        .options({ resultTypes: ['violations'] })
        .analyze();
      const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join(' ')}`);
      expect.soft(found, `${page.url()}, ${name}, ${colorScheme}`).toEqual([]);
    }
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect.soft(width, `width of ${page.url()}, ${name}`).toBe(size.width);
  }
  if (before) await page.setViewportSize(before);
}

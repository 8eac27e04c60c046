/** Checks a page with axe at every size and in both colour schemes. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import type axe from 'axe-core';
import { sizes } from '../scripts/sizes';
import { expect } from './people';

/** Ends the transitions and animations of the page, so that a change of its size or scheme is complete at once. */
async function stopMotion(page: Page): Promise<void> {
  await page.evaluate(() => {
    const still = new CSSStyleSheet();
    still.replaceSync('*, ::before, ::after { transition: none !important; animation: none !important; }');
    document.adoptedStyleSheets.push(still);
  });
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The rules about colours that are part of WCAG 2.1 AA. */
const COLOR_RULES = ['color-contrast', 'link-in-text-block'];

/** Returns the violations of some rules or tags, or of all rules, on the page as it is now. */
async function findViolations(
  page: Page,
  only?: { type: 'rule' | 'tag'; values: string[] },
): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axeSource);
  return page.evaluate(async (runOnly) => {
    const { axe: tool } = window as unknown as { axe: typeof axe }; // the source has defined it
    const { violations } = await tool.run(document, {
      resultTypes: ['violations'],
      ...(runOnly !== undefined && { runOnly }),
    });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join(' ')}`);
  }, only);
}

/**
 * Reports every violation of the page, and whether it is wider than its window. The page is not reloaded for a size or a scheme:
 * style sheets alone decide about both. A scheme changes only colours (app/globals.css), so the dark page is checked for those. The
 * expectations are soft: a test visits many pages and reports all violations at its end. Tags restrict the rules.
 */
export async function expectAccessible(page: Page, tags?: string[]): Promise<void> {
  const before = page.viewportSize();
  await stopMotion(page);
  for (const [index, [name, size]] of Object.entries(sizes).entries()) {
    await page.setViewportSize(size);
    // Each size begins with the scheme of the size before, because a change of scheme redraws the whole page.
    const schemes = ['light', 'dark'] as const;
    for (const colorScheme of index % 2 === 0 ? schemes : schemes.toReversed()) {
      await page.emulateMedia({ colorScheme });
      await page.evaluate(() => new Promise(requestAnimationFrame));
      const all = tags && ({ type: 'tag', values: tags } as const);
      const found = await findViolations(
        page,
        colorScheme === 'dark' ? { type: 'rule', values: COLOR_RULES } : all,
      );
      expect.soft(found, `${page.url()}, ${name}, ${colorScheme}`).toEqual([]);
    }
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect.soft(width, `width of ${page.url()}, ${name}`).toBe(size.width);
  }
  if (before) await page.setViewportSize(before);
}

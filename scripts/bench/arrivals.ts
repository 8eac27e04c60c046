/** Measures how soon a write appears in the log of an open page. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Page } from '@playwright/test';

export async function signedInPage(browser: Browser, origin: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  // The loader of these scripts inserts calls of a helper into functions; pages lack that helper.
  await context.addInitScript('globalThis.__name = (named) => named');
  const page = await context.newPage();
  await page.goto(`${origin}/login`);
  await page.getByRole('button', { name: /continue as local owner/i }).click();
  await page.waitForURL((url) => url.pathname !== '/login');
  return page;
}

export async function untilLive(page: Page): Promise<void> {
  await page.getByText('Live', { exact: true }).first().waitFor();
}

/** A write, and the text that the log of the page shows afterwards. */
interface Write {
  text: string;
  send(): Promise<unknown>;
}

/**
 * Returns the milliseconds from before each write until its text is in the page of a plan, by this machine's clock, in ascending order.
 * Writes have varying distances, because the feed notifies at most once in a while.
 */
export async function measureArrivals(
  page: Page,
  writes: number,
  writeOf: (write: number) => Write,
): Promise<number[]> {
  await untilLive(page);
  const times: number[] = [];
  for (let write = 0; write < writes; write += 1) {
    const { text, send } = writeOf(write);
    const arrival = page.evaluate(
      (wanted) =>
        new Promise<number>((resolve) => {
          const list = () => document.querySelector('[aria-label=Log]')?.textContent ?? '';
          const look = () => list().includes(wanted) && resolve(Date.now());
          new MutationObserver(look).observe(document.body, {
            childList: true,
            subtree: true,
            characterData: true,
          });
        }),
      text,
    );
    arrival.catch(() => {});
    await sleep(150 + (write % 7) * 60);
    const began = Date.now();
    await send();
    times.push((await arrival) - began);
  }
  return times.sort((a, b) => a - b);
}

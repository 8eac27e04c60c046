/**
 * Measures the pages in Chromium against the production build. Reports how soon an agent's write appears in an open
 * browser, and how a page loads and responds with ten thousand plans. Also reports the cost of idle streams and the
 * number of statements per page.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from '@playwright/test';
import postgres from 'postgres';
import { browserArguments, findBrowser } from '../browser';
import { databaseUrlOf, insertScale } from '../scale';
import { measureArrivals, signedInPage, untilLive } from './arrivals';
import type { Figure } from './figures';
import { quantile } from './measure';
import { type BenchServer, withServer } from './server';
import { measureStreams, STREAMS } from './streams';

const SCALE = { plans: 10_000, logs: 100_000 };
const WRITES = 60;

const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Returns the milliseconds from before the API call until its row is in the open page. */
async function measureWrites(page: Page, { agent, origin }: BenchServer): Promise<number[]> {
  const task = await agent('/tasks', { title: 'Watched' });
  const steps = [{ step: 1, action: 'work', description: 'Work' }];
  const plan = await agent('/plans', { task_id: task.id, plan_type: 'bench', steps });
  await page.goto(`${origin}/plans/${plan.id}`);
  return measureArrivals(page, WRITES, (write) => {
    const text = `Write ${write} of the bench`;
    return { text, send: () => agent(`/plans/${plan.id}/logs`, { action_type: 'note', description: text }) };
  });
}

/** The number of page loads whose median is reported. A single load measures the machine as much as the page. */
const LOADS = 5;

interface Vitals {
  lcp: number;
  tbt: number;
}

async function measureLoad(browser: Browser, page: Page, url: string): Promise<Vitals> {
  const storageState = await page.context().storageState();
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, storageState });
  await context.addInitScript('globalThis.__name = (named) => named');
  const fresh = await context.newPage();
  await fresh.addInitScript(() => {
    const vitals = { lcp: 0, tbt: 0 };
    Object.assign(window, { vitals });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) vitals.lcp = entry.startTime;
    }).observe({ type: 'largest-contentful-paint', buffered: true });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) vitals.tbt += Math.max(0, entry.duration - 50);
    }).observe({ type: 'longtask', buffered: true });
  });
  await fresh.goto(url);
  await sleep(2500);
  const vitals = await fresh.evaluate(() => (window as unknown as { vitals: Vitals }).vitals); // set above
  await context.close();
  return vitals;
}

/** Returns the longest interaction (Event Timing) in milliseconds while an agent writes 20 rows a second. */
async function measureInteractions(
  page: Page,
  { agent, origin }: BenchServer,
  plan: string,
): Promise<number> {
  await page.goto(`${origin}/plans/${plan}`);
  await untilLive(page);
  await page.evaluate(() => {
    const held = { longest: 0 };
    Object.assign(window, { held });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) held.longest = Math.max(held.longest, entry.duration);
      // 16 ms is the shortest duration that Event Timing reports.
    }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
  });
  let isOver = false;
  const writing = (async () => {
    for (let write = 0; !isOver; write += 1) {
      void agent(`/plans/${plan}/logs`, { action_type: 'note', description: `Stream ${write}` });
      await sleep(50);
    }
  })();
  const steps = page.locator('[data-step-button]');
  for (let round = 0; round < 20; round += 1) {
    await steps.nth(round % 6).click();
    await page.keyboard.press('j');
    await sleep(120);
  }
  isOver = true;
  await writing;
  return page.evaluate(() => (window as unknown as { held: { longest: number } }).held.longest); // set above
}

/** Returns the longest frame in milliseconds while a long log scrolls. */
async function measureScrolling(page: Page, origin: string, plan: string): Promise<number> {
  await page.goto(`${origin}/plans/${plan}`);
  const older = page.getByRole('button', { name: 'Load older actions' });
  for (let round = 0; round < 10; round += 1) {
    await older.click();
    await sleep(300);
  }
  await page.evaluate(() => scrollTo(0, 0));
  await sleep(500);
  await page.evaluate(() => {
    const frames = { longest: 0, last: performance.now() };
    Object.assign(window, { frames });
    const tick = () => {
      const now = performance.now();
      frames.longest = Math.max(frames.longest, now - frames.last);
      frames.last = now;
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });
  await page.mouse.move(1000, 600);
  for (let round = 0; round < 60; round += 1) {
    await page.mouse.wheel(0, 400);
    await sleep(30);
  }
  return page.evaluate(() => (window as unknown as { frames: { longest: number } }).frames.longest); // set above
}

/** Counts the statements that one rendering of each page sends to the database, from the database's log. */
async function measureRoundTrips(
  page: Page,
  { origin, dataDir }: BenchServer,
  paths: string[],
): Promise<number[]> {
  const sql = postgres(await databaseUrlOf(dataDir), { max: 1, onnotice: () => {} });
  const cookies = await page.context().cookies();
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  const log = () => readFileSync(join(dataDir, 'postgres.log'), 'utf8');
  const setLogging = async (statements: string) => {
    await sql.unsafe(`alter system set log_statement = '${statements}'`);
    await sql`select pg_reload_conf()`;
    await sleep(1000);
  };
  const counts: number[] = [];
  await setLogging('all');
  for (const path of paths) {
    const before = log().length;
    await (await fetch(origin + path, { headers: { cookie } })).text();
    await sleep(500);
    counts.push(
      log()
        .slice(before)
        .match(/LOG: {2}(statement|execute \S+):/g)?.length ?? 0,
    );
  }
  await setLogging('none');
  await sql.end();
  return counts;
}

export async function benchPages(): Promise<Figure[]> {
  return withServer(async (server) => {
    const { origin } = server;
    const figures: Figure[] = [];
    // Runs first, because memory that pages used is freed only later.
    const memory = await measureStreams(server);
    figures.push({ what: `memory of ${STREAMS} idle streams`, value: memory, unit: 'MB', atMost: 100 });
    const browser = await chromium.launch({ executablePath: findBrowser().path, args: browserArguments });
    try {
      const url = await databaseUrlOf(server.dataDir);
      const sql = postgres(url, { max: 1 });
      const [owner] = await sql`select user_id from agent_api_keys limit 1`;
      await sql.end();
      const { largestPlanId } = await insertScale(url, owner?.user_id, SCALE);
      const paths = ['/', '/plans', `/plans/${largestPlanId}`, '/logs', '/tasks', '/analytics', '/settings'];
      const named = (path: string) => path.replace(largestPlanId, '[id]');

      const page = await signedInPage(browser, origin);
      for (const path of paths) await page.goto(origin + path);
      await page.goto('about:blank');
      // The feed of the previous page polls once a second; it ends with its page.
      await sleep(1000);
      const trips = await measureRoundTrips(page, server, paths);
      for (const [i, path] of paths.entries()) {
        figures.push({
          what: `database round trips, ${named(path)}`,
          value: trips[i] ?? 0,
          unit: '',
          atMost: 3,
        });
      }
      for (const path of paths) {
        const loads: Vitals[] = [];
        for (let load = 0; load < LOADS; load += 1)
          loads.push(await measureLoad(browser, page, origin + path));
        const median = (vital: keyof Vitals) =>
          quantile(
            loads.map((load) => load[vital]).sort((a, b) => a - b),
            0.5,
          );
        figures.push({
          what: `largest contentful paint, ${named(path)}`,
          value: median('lcp'),
          unit: 'ms',
          atMost: 1000,
        });
        figures.push({
          what: `total blocking time, ${named(path)}`,
          value: median('tbt'),
          unit: 'ms',
          atMost: 150,
        });
      }
      const arrivals = await measureWrites(page, server);
      figures.push({ what: 'API call to DOM, p50', value: quantile(arrivals, 0.5), unit: 'ms' });
      figures.push({
        what: 'API call to DOM, p95',
        value: quantile(arrivals, 0.95),
        unit: 'ms',
        atMost: 250,
      });
      const interaction = await measureInteractions(page, server, largestPlanId);
      figures.push({
        what: 'interaction to next paint, 20 rows/s',
        value: interaction,
        unit: 'ms',
        atMost: 100,
      });
      const frame = await measureScrolling(page, origin, largestPlanId);
      figures.push({ what: 'longest frame scrolling a long log', value: frame, unit: 'ms', atMost: 50 });
      await page.context().close();
    } finally {
      await browser.close();
    }
    return figures;
  });
}

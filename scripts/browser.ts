/**
 * Finds a Chromium for the end-to-end tests: Playwright's own, or else an installed Chrome or Chromium. Installs one if
 * there is none (Playwright's download, or else one of Debian's packages). Returns its path and its source.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { findCommand, installDebianPackage, isExecutable, run } from './system-package.ts';

/** Options that isolate Chromium: no sandbox (root cannot use it), no GPU, and no background requests. */
export const browserArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

export interface Browser {
  path: string;
  source: string;
}

/** Debian's packages. The headless shell needs a third less processor time, because it has no window to draw. */
const PACKAGES = ['chromium-headless-shell', 'chromium'];
const NAMES = [...PACKAGES, 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

function playwrightsOwn(): Browser | undefined {
  const path = chromium.executablePath();
  return existsSync(path) ? { path, source: "Playwright's own" } : undefined;
}

function installed(): Browser | undefined {
  const path = NAMES.map((name) => findCommand(name)).find(Boolean) ?? PLACES.find(isExecutable);
  return path ? { path, source: 'installed on this machine' } : undefined;
}

/** Throws an error that says what to do if no browser is available. */
export function findBrowser(): Browser {
  const present = playwrightsOwn() ?? installed();
  if (present) return present;

  run(process.execPath, [join('node_modules', '@playwright', 'test', 'cli.js'), 'install', 'chromium']);
  const downloaded = playwrightsOwn();
  if (downloaded) return downloaded;

  for (const name of PACKAGES) {
    const packaged = installDebianPackage(name) ? installed() : undefined;
    if (packaged) return { ...packaged, source: "Debian's package" };
  }
  throw new Error(
    'There is no Chromium for the tests. Install Chrome or Chromium, or run: npx playwright install chromium',
  );
}

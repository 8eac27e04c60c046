/**
 * Finds a Chromium for the end-to-end tests: Playwright's own, or else an installed one. Installs one if there is none (Playwright's
 * download, or else Debian's package). Prefers the headless shell: it has no windows, and a test needs much less processor time in it.
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
  /** Playwright starts its own headless shell if it is given no path. */
  path?: string;
  source: string;
}

const SHELLS = ['chromium-headless-shell', 'chrome-headless-shell'];
const NAMES = [...SHELLS, 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Playwright keeps its headless shell in a folder beside its Chromium, and marks what it downloaded completely. */
function playwrightsOwn(): Browser | undefined {
  const path = chromium.executablePath();
  const shell = path.replace(/([\\/])chromium-(\d+)[\\/].*$/, '$1chromium_headless_shell-$2');
  if (existsSync(join(shell, 'INSTALLATION_COMPLETE'))) return { source: "Playwright's headless shell" };
  return existsSync(path) ? { path, source: "Playwright's Chromium" } : undefined;
}

function installed(): Browser | undefined {
  const path = NAMES.map((name) => findCommand(name)).find(Boolean) ?? PLACES.find(isExecutable);
  return path ? { path, source: path } : undefined;
}

/** Throws an error that says what to do if no browser is available. */
export function findBrowser(): Browser {
  const present = playwrightsOwn() ?? installed();
  if (present) return present;

  const playwright = join('node_modules', '@playwright', 'test', 'cli.js');
  run(process.execPath, [playwright, 'install', '--only-shell', 'chromium']);
  const downloaded = playwrightsOwn();
  if (downloaded) return downloaded;

  for (const name of ['chromium-headless-shell', 'chromium']) {
    const packaged = installDebianPackage(name) ? installed() : undefined;
    if (packaged) return packaged;
  }
  throw new Error(
    'There is no Chromium for the tests. Install Chrome or Chromium, or run: npx playwright install chromium',
  );
}

/**
 * Finds a Chromium for the end-to-end tests: Playwright's own, else an installed Chrome or Chromium, else installs one
 * (Playwright's download; where that is out of reach, Debian's package). Gives its path and where it came from.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from '@playwright/test';

/** What keeps Chromium to itself: no sandbox, which root cannot have, no GPU, and nothing fetched by itself. */
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

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function playwrightsOwn(): Browser | undefined {
  const path = chromium.executablePath();
  return existsSync(path) ? { path, source: "Playwright's own" } : undefined;
}

function installed(): Browser | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const candidates = [...folders.flatMap((folder) => NAMES.map((name) => join(folder, name))), ...PLACES];
  const path = candidates.find(isExecutable);
  return path ? { path, source: 'installed on this machine' } : undefined;
}

function run(command: string, args: string[]): void {
  console.log(`  $ ${command} ${args.join(' ')}`);
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8', timeout: 10 * 60_000 });
  if (status !== 0)
    console.log(`  … did not work: ${(stderr || String(error ?? status)).trim().split('\n').at(-1)}`);
}

/** Throws, saying what to do, where no browser can be had. */
export function findBrowser(): Browser {
  const present = playwrightsOwn() ?? installed();
  if (present) return present;

  run(process.execPath, [join('node_modules', '@playwright', 'test', 'cli.js'), 'install', 'chromium']);
  const downloaded = playwrightsOwn();
  if (downloaded) return downloaded;

  if (process.getuid?.() === 0 && installedCommand('apt-get')) {
    run('apt-get', ['update', '-qq']);
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium']);
    const packaged = installed();
    if (packaged) return { ...packaged, source: "Debian's package" };
  }
  throw new Error(
    'No Chromium to test with. Install Chrome or Chromium, or run: npx playwright install chromium',
  );
}

function installedCommand(name: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => isExecutable(join(folder, name)));
}

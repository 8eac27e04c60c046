/**
 * `npm run --silent release-notes`: prints the section of CHANGELOG.md for the version in package.json. CONTRIBUTING.md
 * shows how it becomes the message of the release tag.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { version } from '../lib/version.ts';
import { releaseSection } from './changelog.ts';

const file = fileURLToPath(new URL('../CHANGELOG.md', import.meta.url));
try {
  const { body } = releaseSection(readFileSync(file, 'utf8'), version);
  console.log(`Agent Execution System ${version}\n\n${body}`);
} catch (error) {
  console.error(`✗ ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { version } from '@/lib/version';
import { readSections, releaseSection } from './changelog';

const example = `# Changelog

## [Unreleased]

### Fixed

- A pending fix.

## [0.2.0] - 2026-12-24

### Added

- A feature.

## [0.1.0] - 2026-11-29

The first release.

[Unreleased]: ../../compare/v0.2.0...HEAD
`;

describe('sections of a changelog', () => {
  test('have the version, the date and the text below the heading', () => {
    expect(readSections(example)).toEqual([
      { version: 'Unreleased', date: undefined, body: '### Fixed\n\n- A pending fix.' },
      { version: '0.2.0', date: '2026-12-24', body: '### Added\n\n- A feature.' },
      { version: '0.1.0', date: '2026-11-29', body: 'The first release.' },
    ]);
  });

  test('are refused as release notes when there is none, or none with a date', () => {
    expect(releaseSection(example, '0.2.0').body).toContain('A feature.');
    expect(() => releaseSection(example, '0.3.0')).toThrow(/no section "## \[0\.3\.0\] - <date>"/);
    expect(() => releaseSection(example, 'Unreleased')).toThrow(/no section/);
  });
});

describe('CHANGELOG.md', () => {
  const sections = readSections(readFileSync('CHANGELOG.md', 'utf8'));

  test('begins with unreleased changes, then has the version of package.json as newest release', () => {
    expect(sections.slice(0, 2).map((section) => section.version)).toEqual(['Unreleased', version]);
  });

  test('has a date for every release, newest first', () => {
    const dates = sections.slice(1).map(({ date }) => date);
    expect(dates).toEqual(
      dates
        .filter((date) => date !== undefined)
        .toSorted()
        .toReversed(),
    );
  });

  test('gives the release notes that the tag carries', () => {
    const notes = execFileSync(process.execPath, ['scripts/release-notes.ts'], { encoding: 'utf8' });
    expect(notes).toBe(`Agent Execution System ${version}\n\n${sections[1]?.body}\n`);
  });
});

test('package-lock.json has the version of package.json', () => {
  const lock: { version: string; packages: Record<string, { version?: string }> } = JSON.parse(
    readFileSync('package-lock.json', 'utf8'),
  );
  expect([lock.version, lock.packages['']?.version]).toEqual([version, version]);
});

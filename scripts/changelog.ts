/** Reads CHANGELOG.md, which follows Keep a Changelog: one `## [version] - date` section for each release. */

const HEADING = /^## \[(?<version>[^\]]+)\](?: - (?<date>\d{4}-\d{2}-\d{2}))?$/;
const LINK_DEFINITION = /^\[[^\]]+\]: /;

export interface ChangelogSection {
  version: string;
  /** Undefined for the section of unreleased changes. */
  date: string | undefined;
  /** The text below the heading, without blank lines at either end. */
  body: string;
}

/** Returns the sections of a changelog in the order of the file. */
export function readSections(changelog: string): ChangelogSection[] {
  const sections: { version: string; date: string | undefined; lines: string[] }[] = [];
  for (const line of changelog.split(/\r?\n/)) {
    const { version, date } = HEADING.exec(line)?.groups ?? {};
    if (version) sections.push({ version, date, lines: [] });
    else if (!LINK_DEFINITION.test(line)) sections.at(-1)?.lines.push(line);
  }
  return sections.map(({ lines, ...section }) => ({ ...section, body: lines.join('\n').trim() }));
}

/** Returns the section of a released version. Throws if the changelog has none. */
export function releaseSection(changelog: string, version: string): ChangelogSection {
  const section = readSections(changelog).find((each) => each.version === version);
  if (!section?.date)
    throw new Error(`CHANGELOG.md has no section "## [${version}] - <date>". Add it, then try again.`);
  return section;
}

/** Checks the names on the pages for readers: links, files, commands and SQL functions. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';

const pages = globSync(['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'docs/**/*.md']);
const folders = 'app,components,docs,e2e,lib,public,scripts,server,supabase,tests,.github';
const files = globSync([`{${folders}}/**/*`, '*']);
const names = new Set(files.map((file) => basename(file)));
const topFolders = new Set(folders.split(','));
const commands = new Set(Object.keys(JSON.parse(readFileSync('package.json', 'utf8')).scripts));
const schema = readFileSync('supabase/snapshot.sql', 'utf8');

const withoutFences = (text: string) => text.replaceAll(/^( *)```[\s\S]*?^\1```/gm, '');

/** Returns the text of each code span outside code blocks. */
function codeSpans(text: string): string[] {
  return [...withoutFences(text).matchAll(/(`+)([^`]+)\1/g)].map(([, , code = '']) => code);
}

/** Returns the anchors of a page's headings, as code hosts derive them. */
function anchorsOf(text: string): string[] {
  return [...withoutFences(text).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** Returns whether a path exists; `*` and `<name>` stand for any name. */
function isPath(path: string): boolean {
  const pattern = path.replaceAll(/<[\w-]+>/g, '*').replace(/\/$/, '');
  return existsSync(pattern) || (pattern.includes('*') && globSync(pattern).length > 0);
}

/** Returns the broken links. */
function brokenLinks(page: string, text: string): string[] {
  const targets = [...withoutFences(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  return targets.filter((target) => {
    if (/^[a-z]+:/.test(target)) return false;
    const [path = '', anchor] = target.split('#');
    const file = path === '' ? page : join(dirname(page), path);
    if (!existsSync(file)) return true;
    return anchor !== undefined && !anchorsOf(readFileSync(file, 'utf8')).includes(anchor);
  });
}

/** Returns the code spans that name a file, folder, command or function that does not exist. */
function unknownNames(text: string): string[] {
  return codeSpans(text).filter((code) => {
    const [first = ''] = code.split('/');
    if (code.includes('/') && topFolders.has(first) && !/\s/.test(code)) return !isPath(code);
    if (/^[\w.-]+\.(tsx?|mjs|sql|json)$/.test(code)) return !names.has(code) && !isGenerated(code);
    const [, command] = /^npm run (?:--silent )?([\w:-]+)/.exec(code) ?? [];
    if (command) return !commands.has(command);
    const [, called] = /^(private\.\w+)(?:\(.*\))?$/.exec(code) ?? [];
    return called !== undefined && !new RegExp(`\\b${called.replace('.', '\\.')}\\b`).test(schema);
  });
}

/** Files of a data folder or a user's app. This repository does not have them. */
const isGenerated = (name: string) => ['secrets.json', 'last.json', 'sbom.cdx.json'].includes(name);

describe.each(pages)('%s', (page) => {
  const text = readFileSync(page, 'utf8');

  test('links only to files and headings that exist', () => {
    expect(brokenLinks(page, text)).toEqual([]);
  });

  test('names only files, commands and functions that exist', () => {
    expect(unknownNames(text)).toEqual([]);
  });
});

test('the README has at most 100 lines of at most 110 columns', () => {
  const lines = readFileSync('README.md', 'utf8').trimEnd().split('\n');
  expect(lines.length).toBeLessThanOrEqual(100);
  expect(lines.filter((line) => line.length > 110)).toEqual([]);
});

test('the page of commands lists every command', () => {
  const spans = codeSpans(readFileSync('docs/commands.md', 'utf8'));
  const named = spans.map((code) => /^npm (?:run )?(?:--silent )?([\w:-]+)/.exec(code)?.[1]);
  expect([...commands].filter((command) => !named.includes(command))).toEqual([]);
});

test('the page of the architecture lists every folder of the library and of the schema', () => {
  const text = readFileSync('docs/architecture.md', 'utf8');
  const folders = (pattern: string) =>
    globSync(pattern, { withFileTypes: true }).filter((it) => it.isDirectory());
  const lib = folders('lib/*').map(({ name }) => `\`lib/${name}/\``);
  const schema = folders('supabase/schema/*').map(({ name }) => `\`${name}/\``);
  expect([...lib, ...schema].filter((name) => !text.includes(name))).toEqual([]);
});

test('every decision has a date and a status', () => {
  for (const page of globSync('docs/decisions/*.md'))
    expect(readFileSync(page, 'utf8'), page).toMatch(
      /^# .+\n\n(Accepted|Superseded) \d{4}-\d{2}-\d{2}(, revised \d{4}-\d{2}-\d{2})?\./,
    );
});

test('reports an unknown path, command and function', () => {
  const text =
    '`lib/nowhere.ts`, `nowhere.ts`, `npm run nowhere`, `private.nowhere`, `lib/api`, `npm run check`';
  expect(unknownNames(text)).toEqual(['lib/nowhere.ts', 'nowhere.ts', 'npm run nowhere', 'private.nowhere']);
  expect(
    brokenLinks('README.md', '[a](nowhere.md) [b](docs/backup.md#nowhere) [c](docs/backup.md#restore)'),
  ).toEqual(['nowhere.md', 'docs/backup.md#nowhere']);
});

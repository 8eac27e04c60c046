/**
 * The layout of the sources: imports point down from app/ over components/ to lib/, there are no import cycles, and no code of the
 * server reads a value of a client module. Tests may import everything, so they are left out.
 */
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize, sep } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';

/** What the files of each folder may import besides each other. Files at the top count as a folder without a name. */
const allowed: Record<string, string[]> = {
  '': ['lib', 'server'],
  app: ['components', 'lib'],
  components: ['lib'],
  lib: [],
  server: ['lib'],
  scripts: ['lib', 'server', 'supabase', 'tests'],
  tests: ['app', 'components', 'lib', 'server', 'supabase'],
  supabase: ['lib', 'tests'],
  e2e: ['app', 'components', 'lib', 'server', 'scripts', 'supabase', 'tests'],
};

interface Import {
  from: string;
  to: string;
  /** Whether only types are imported, so that no module is loaded. */
  isType: boolean;
}

const texts = new Map<string, string>();

/** Returns the text of a file, which is read once. */
function textOf(file: string): string {
  const text = texts.get(file) ?? readFileSync(file, 'utf8');
  texts.set(file, text);
  return text;
}

/** Returns the source file that an import names, relative to the checkout, or null for a package or data. */
function resolveImport(file: string, name: string): string | null {
  const target = name.startsWith('@/') ? name.slice(2) : /^\.\.?\//.test(name) && join(dirname(file), name);
  if (!target || target.endsWith('.json') || target.endsWith('.css')) return null;
  const endings = ['', '.ts', '.tsx', '.mjs'];
  const found = endings
    .map((ending) => normalize(target + ending))
    .find((path) => /\.\w+$/.test(path) && existsSync(path));
  if (!found) throw new Error(`${file} imports ${name}, which does not exist.`);
  return found;
}

const folders = Object.keys(allowed).filter(Boolean);
const files = globSync([`{${folders.join(',')}}/**/*.{ts,tsx,mjs}`, '*.{ts,mjs}']).filter(
  (file) =>
    !/\.(test|spec)\.tsx?$|\.d\.ts$|^(vitest|playwright)\.|\/node_modules\//.test(file) &&
    statSync(file).isFile(),
);

/** Returns the imports of a file. */
function readImports(from: string): Import[] {
  const text = textOf(from);
  const types = new Set(
    [...text.matchAll(/^(?:im|ex)port type [^;]* from '([^']+)'/gm)].map(([, name]) => name),
  );
  return ts.preProcessFile(text).importedFiles.flatMap(({ fileName }) => {
    const to = resolveImport(from, fileName);
    return to === null ? [] : [{ from, to, isType: types.has(fileName) }];
  });
}

const imports = files.flatMap(readImports);

const folderOf = (file: string) => (file.includes(sep) ? (file.split(sep)[0] ?? '') : '');

test('imports point down: app, components, lib', () => {
  const upward = imports.filter(({ from, to }) => {
    const [here, there] = [folderOf(from), folderOf(to)];
    return here !== there && !allowed[here]?.includes(there);
  });
  expect(upward).toEqual([]);
});

/**
 * Returns the import as one between two entries of the folder that holds both files. Omits types that one file takes from another: a table
 * of types may name the types of files that use it.
 */
function betweenEntries({ from, to, isType }: Import): Import[] {
  const [a, b] = [from.split(sep), to.split(sep)];
  const depth = a.findIndex((name, at) => name !== b[at]) + 1;
  if (isType && depth === a.length && depth === b.length) return [];
  return [{ from: a.slice(0, depth).join(sep), to: b.slice(0, depth).join(sep), isType }];
}

/** Returns the imports that are part of a cycle or lie between two cycles. */
function findCycles(edges: Import[]): Import[] {
  const rest = edges.filter(
    ({ from, to }) => edges.some((edge) => edge.from === to) && edges.some((edge) => edge.to === from),
  );
  return rest.length === edges.length ? rest : findCycles(rest);
}

test('the files and folders of a folder have no import cycle', () => {
  const edges = new Map(imports.flatMap(betweenEntries).map((edge) => [`${edge.from} > ${edge.to}`, edge]));
  expect(findCycles([...edges.values()])).toEqual([]);
});

const isClient = (file: string) =>
  /^(?:\s|\/\/.*|\/\*(?:(?!\*\/)[\s\S])*\*\/)*'use client'/.test(textOf(file));

/** Returns the values that a file imports or exports by name from another file: neither types, nor components, contexts and hooks. */
function readValues(from: string, to: string): string[] {
  const lists = [...textOf(from).matchAll(/^(?:im|ex)port (?!type )([^;']*?) from '([^']+)'/gm)];
  return lists
    .filter(([, , name = '']) => resolveImport(from, name) === to)
    .flatMap(([, names = '']) => [...names.matchAll(/(type )?([\w*]+)(?: as \w+)?/g)])
    .filter(([, type, name = '']) => type === undefined && !/^(?:use)?[A-Z]\w*[a-z]/.test(name))
    .map(([, , name = '']) => name);
}

/** Returns the imports of values from client modules in the code that runs on the server. */
function findClientValues(): string[] {
  const found: string[] = [];
  const waiting = files.filter((file) => folderOf(file) === 'app' && !isClient(file));
  const reached = new Set(waiting);
  for (const from of waiting) {
    for (const { to } of imports.filter((edge) => edge.from === from && !edge.isType)) {
      if (isClient(to)) found.push(...readValues(from, to).map((name) => `${from} reads ${name} of ${to}`));
      else if (!reached.has(to)) waiting.push(to);
      reached.add(to);
    }
  }
  return found;
}

test('code of the server reads no value of a client module, which is there only a reference', () => {
  expect(findClientValues()).toEqual([]);
});

/** Files whose dynamic components are part of a page from its first rendering or come with a navigation. */
const WITH_PAGE = ['components/plans/plan-panes.tsx', 'components/logs/log-explorer.tsx'];

test('a component that loads after its page suspends nothing else', () => {
  // Without `ssr: false` or `loading`, next/dynamic adds no boundary: the page suspends, and typed keys are lost.
  const unbounded = files
    .filter((file) => !WITH_PAGE.includes(file.replaceAll(sep, '/')))
    .flatMap((file) => [...textOf(file).matchAll(/= dynamic\((.*?)\);\n/gs)])
    .map(([call]) => call)
    .filter((call) => !/ssr: false|loading:/.test(call));
  expect(unbounded).toEqual([]);
});

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { classifyLicense, findUnacceptable, listLicenses } from './license-list';

test.each([
  ['MIT', 'permissive'],
  ['MIT AND ISC AND BSD-3-Clause', 'permissive'],
  ['MPL-2.0', 'weak copyleft'],
  ['SIL OPEN FONT LICENSE', 'weak copyleft'],
  ['Apache-2.0 AND LGPL-3.0-or-later', 'weak copyleft'],
  ['AGPL-3.0-only', 'strong copyleft'],
  ['GPL-2.0-only WITH Classpath-exception-2.0', 'strong copyleft'],
  ['(MIT OR GPL-3.0-only)', 'permissive'],
  ['SEE LICENSE IN LICENSE.txt', 'unknown'],
  [undefined, 'unknown'],
])('classifies %s as %s', (license, expected) => {
  expect(classifyLicense(license)).toBe(expected);
});

test('lists a package once per version, as shipped if any use of it is shipped', () => {
  const packages = {
    '': { version: '0.1.0', license: 'MIT' },
    'node_modules/@a/b': { version: '1.0.0', license: 'MIT', dev: true },
    'node_modules/c/node_modules/@a/b': { version: '1.0.0', license: 'MIT' },
    'node_modules/d/node_modules/@a/b': { version: '2.0.0', license: 'MIT', dev: true },
  };
  expect(
    listLicenses({ packages }).map(({ name, version, isDevelopment }) => [name, version, isDevelopment]),
  ).toEqual([
    ['@a/b', '1.0.0', false],
    ['@a/b', '2.0.0', true],
  ]);
});

test('rejects strong copyleft in what is shipped, and missing licences anywhere', () => {
  const packages = {
    'node_modules/tool': { version: '1.0.0', license: 'GPL-3.0-only', dev: true },
    'node_modules/shipped': { version: '1.0.0', license: 'GPL-3.0-only' },
    'node_modules/silent': { version: '1.0.0', dev: true },
  };
  expect(findUnacceptable(listLicenses({ packages })).map(({ name }) => name)).toEqual(['shipped', 'silent']);
});

test('finds no dependency of this project that may not be shipped', () => {
  expect(findUnacceptable(listLicenses(JSON.parse(readFileSync('package-lock.json', 'utf8'))))).toEqual([]);
});

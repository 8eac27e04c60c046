import {
  array,
  assert,
  constantFrom,
  dictionary,
  jsonValue,
  oneof,
  property,
  string,
  tuple,
} from 'fast-check';
import { expect, test } from 'vitest';
import { mergeJson, unmergeJson } from './edit-json.mjs';

const key = oneof(constantFrom('a', 'b', 'hooks', '10', '2'), string());
const values = dictionary(key, jsonValue({ maxDepth: 3 }));
const wanted = dictionary(key, oneof(string(), array(values, { maxLength: 3 }), dictionary(key, string())));
const cases = tuple(values, constantFrom(undefined, 2, 4, '\t'), wanted);

test('removes exactly what it has added, in any layout', () => {
  assert(
    property(cases, ([own, indent, more]) => {
      const text = JSON.stringify(own, null, indent);
      const merged = mergeJson(text, more);
      expect(unmergeJson(merged.text, merged.added)).toEqual({ text, kept: [] });
    }),
  );
});

test('adds nothing twice, and writes JSON with each key of both', () => {
  assert(
    property(cases, ([own, indent, more]) => {
      const { text, kept } = mergeJson(JSON.stringify(own, null, indent), more);
      const keys = kept.length > 0 ? Object.keys(own) : [...Object.keys(own), ...Object.keys(more)];
      expect(Object.keys(JSON.parse(text))).toEqual(expect.arrayContaining(keys));
      expect(mergeJson(text, more)).toMatchObject({ text, added: [] });
    }),
  );
});

test.each([
  ['{ // own\n}', '{ // own\n}'],
  ['{\n  "a": 1, // last\n}', '{\n  "a": 1, // last\n}'],
  ['{"x": [/* none, yet */]}', '{"x": [/* none, yet */]}'],
  ['\ufeff{}\r\n', '\ufeff{}\r\n'],
])('keeps comments, commas and line ends: %j', (text, expected) => {
  const merged = mergeJson(text, { env: { A: '1' }, x: [{ b: 2 }] });
  expect(merged.added).not.toEqual([]);
  expect(unmergeJson(merged.text, merged.added).text).toBe(expected);
});

test.each(['', ' \n'])('begins an empty file: %j', (text) => {
  expect(JSON.parse(mergeJson(text, { a: ['b'] }).text)).toEqual({ a: ['b'] });
});

test.each([
  ['{"a" 1}', 'line 1'],
  ['{\n"a": 1\n"b": 2}', 'line 3'],
  ['{} {}', 'line 1'],
  ['{"a": "\n"}', 'line 1'],
  ['{"a": 01}', 'line 1'],
  ['[]', 'line 1'],
])('names the line of an error: %j', (text, line) => {
  expect(() => mergeJson(text, {})).toThrow(line);
});

import { expect, test } from 'vitest';
import { hasFailedComponent } from './flight';

const bytes = (text: string) => new TextEncoder().encode(text);
const sized = (id: string, tag: string, text: string) =>
  `${id}:${tag}${bytes(text).length.toString(16)},${text}`;

test.each([
  ['an error row', '0:{"b":"x"}\n1:E{"digest":"2338"}\n'],
  ['an error row at the end without a line break', '0:["$L1"]\n1a:E{"digest":"2338"}'],
  ['an error row after a text of several lines', `${sized('2', 'T', 'é\n1:x\n')}3:E{"digest":"1"}\n`],
  ['a row without an id', '0:{}\nInternal Server Error'],
  ['a text without its length', '0:{}\n1:Tzz,'],
])('finds a failed component: %s', (_what, body) => {
  expect(hasFailedComponent(bytes(body))).toBe(true);
});

test.each([
  ['rows', '0:{"b":"x"}\n1:"a:E{}"\n2:I["x",[]]\n'],
  ['no rows', ''],
  ['a text that looks like an error row', `0:{}\n${sized('1', 'T', 'a\n2:E{"digest":"1"}\n')}2:null\n`],
  ['bytes', `${sized('5', 'U', '\u0001\n2:E{')}6:{}\n`],
  ['"not found"', '0:{}\n1:E{"digest":"NEXT_HTTP_ERROR_FALLBACK;404"}\n'],
  ['a redirect', '0:{}\n1:E{"digest":"NEXT_REDIRECT;push;/login;307;"}\n'],
])('finds no failed component: %s', (_what, body) => {
  expect(hasFailedComponent(bytes(body))).toBe(false);
});

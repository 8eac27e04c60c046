import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { splitSql } from './split-sql';

const texts = (source: string) => splitSql(source).map((statement) => statement.text);

describe('splitSql', () => {
  it.each([
    ['only a comment', ' \n-- only a comment\n;;', []],
    ['two statements', 'select 1; select 2', ['select 1', 'select 2']],
    ['a string', "select ';', 'it''s;'; select 2", ["select ';', 'it''s;'", 'select 2']],
    ['an escape string', String.raw`select E'\';'; select 2`, [String.raw`select E'\';'`, 'select 2']],
    ['a backslash in a plain string', String.raw`select '\'; select 2`, [String.raw`select '\'`, 'select 2']],
    ['a quoted name', 'select 1 as "a;""b"; select 2', ['select 1 as "a;""b"', 'select 2']],
    ['a line comment', 'select 1 -- ; no\n; select 2', ['select 1 -- ; no', 'select 2']],
    ['nested comments', 'select /* ; /* ; */ ; */ 1; select 2', ['select /* ; /* ; */ ; */ 1', 'select 2']],
    ['dollar quotes', 'do $$ begin; end $$; select 2', ['do $$ begin; end $$', 'select 2']],
    ['a tag around another', 'do $a$ $b$; $b$; $a$; select 2', ['do $a$ $b$; $b$; $a$', 'select 2']],
    ['parameters and names with dollars', 'select $1, a$b; select 2', ['select $1, a$b', 'select 2']],
    [
      'a standard function body',
      'create function f() returns int begin atomic select case when true then 1 end; select 2; end; select 3',
      [
        'create function f() returns int begin atomic select case when true then 1 end; select 2; end',
        'select 3',
      ],
    ],
    [
      'a transaction that is not a body',
      'begin; select 1; end; select 2',
      ['begin', 'select 1', 'end', 'select 2'],
    ],
    ['letters beyond ASCII', "select 'ä;€'; select 2", ["select 'ä;€'", 'select 2']],
  ])('splits a source with %s', (_, source, expected) => {
    expect(texts(source)).toEqual(expected);
  });

  test('returns the line of the first word, after any comments', () => {
    expect(splitSql('-- a\n\nselect 1;\n/* b\n */ select\n2').map((statement) => statement.line)).toEqual([
      3, 5,
    ]);
  });

  test('drops only comments and spaces between the statements of the migrations', () => {
    for (const file of readdirSync('supabase/migrations')) {
      const source = readFileSync(`supabase/migrations/${file}`, 'utf8');
      let rest = source;
      for (const text of texts(source)) {
        const at = rest.indexOf(text);
        expect(rest.slice(0, at).replace(/--[^\n]*/g, '')).toMatch(/^[\s;]*$/);
        rest = rest.slice(at + text.length);
      }
      expect(rest).toMatch(/^[\s;]*$/);
    }
  });
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { TodoFact } from '../facts';
import { sqlTodos } from './copilot-todos';

const CASES: [string, string, Omit<TodoFact, 'kind'>[]][] = [
  [
    'new todos',
    `INSERT INTO todos (id, title, description, status) VALUES
      ('model', 'Add the model', 'In src, so it doesn''t; break', 'pending'), -- first
      ('routes', 'Add (all) routes', 'x', 'in_progress');`,
    [
      { id: 'model', text: 'Add the model', status: 'pending' },
      { id: 'routes', text: 'Add (all) routes', status: 'in_progress' },
    ],
  ],
  [
    'a status that the table gives by default',
    "insert or ignore into todos (title, id) values ('A', 'a')",
    [{ id: 'a', text: 'A' }],
  ],
  [
    'dependencies',
    "INSERT INTO todo_deps (todo_id, depends_on) VALUES ('routes', 'model'), ('tests', 'routes')",
    [
      { id: 'routes', blocked_by: ['model'] },
      { id: 'tests', blocked_by: ['routes'] },
    ],
  ],
  [
    'several statements',
    "UPDATE todos SET status = 'done' WHERE id = 'model'; UPDATE todos SET status='in_progress', updated_at = datetime('now') WHERE id='routes'",
    [
      { id: 'model', status: 'completed' },
      { id: 'routes', status: 'in_progress' },
    ],
  ],
  [
    'a change of several todos',
    "UPDATE todos SET status = 'done' WHERE id IN ('a', 'b')",
    [
      { id: 'a', status: 'completed' },
      { id: 'b', status: 'completed' },
    ],
  ],
  ['a deletion', "DELETE FROM todos WHERE id = 'a'", [{ id: 'a', status: 'deleted' }]],
  [
    'nothing from a change that depends on the table',
    "UPDATE todos SET status = 'done' WHERE status = 'in_progress'",
    [],
  ],
  ['nothing from a query', "SELECT * FROM todos WHERE id = 'a' AND status = 'done'", []],
  ['nothing from another table', "INSERT INTO facts (id, title) VALUES ('a', 'A')", []],
  ['nothing from a text that never ends', "INSERT INTO todos (id) VALUES ('a", []],
];

it.each(CASES)('reads %s', (_, sql, todos) => {
  expect(sqlTodos(sql)).toStrictEqual(todos.map((todo) => ({ kind: 'todo', ...todo })));
});

it('accepts any text', () => {
  const word = fc.constantFrom(
    'insert',
    'into',
    'todos',
    'values',
    '(',
    ')',
    ',',
    "'a'",
    "'",
    'where',
    'id',
    '=',
    'set',
    ';',
  );
  const sql = fc.array(fc.oneof(word, fc.string())).map((words) => words.join(' '));
  fc.assert(
    fc.property(sql, (text) => {
      for (const fact of sqlTodos(text)) expect([fact.kind, fact.id === '']).toStrictEqual(['todo', false]);
    }),
  );
});

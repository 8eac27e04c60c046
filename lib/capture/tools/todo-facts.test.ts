import { expect, it } from 'vitest';
import { checklistFacts, todoListFacts } from './todo-facts';

it('clears the list that an empty one replaces', () => {
  expect(todoListFacts([])).toStrictEqual([{ kind: 'todo_list', todos: [] }]);
});

it.each([[[{ content: 'A', status: 'pending' }, { status: 'pending' }]], ['A'], [undefined], [{}]])(
  'takes %j for no list, because todos would seem to be gone',
  (value) => {
    expect(todoListFacts(value)).toStrictEqual([]);
  },
);

it('takes an unknown status for a pending one', () => {
  expect(todoListFacts([{ content: 'A', status: 'dreamt' }])).toStrictEqual([
    { kind: 'todo_list', todos: [{ text: 'A', status: 'pending' }] },
  ]);
});

it('reads the marks of a checklist', () => {
  expect(checklistFacts('# Work\n- [x] A\n  * [ ] B\n1. [~] C\nno item')).toStrictEqual([
    {
      kind: 'todo_list',
      todos: [
        { text: 'A', status: 'completed' },
        { text: 'B', status: 'pending' },
        { text: 'C', status: 'in_progress' },
      ],
    },
  ]);
});

it('finds no list in another text', () => {
  expect(checklistFacts('Nothing to do')).toStrictEqual([]);
});

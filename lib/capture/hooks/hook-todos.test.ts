import { expect, it } from 'vitest';
import type { Json } from '@/lib/agent-execution/agent-execution.types';
import type { Fact } from '../facts';
import { readResponse, type ToolOutcome } from '../tools/tool-call';
import { hookTodos } from './hook-todos';

const CASES: [string, Pick<ToolOutcome, 'tool' | 'input'> & { response?: Json }, Fact[]][] = [
  [
    'a whole list with the one before it',
    {
      tool: 'TodoWrite',
      input: {
        todos: [
          { content: 'Test', status: 'completed' },
          { content: 'Ship', status: 'pending' },
        ],
      },
      response: { oldTodos: [{ content: 'Test', status: 'in_progress' }], newTodos: [] },
    },
    [
      {
        kind: 'todo_list',
        todos: [
          { text: 'Test', status: 'completed' },
          { text: 'Ship', status: 'pending' },
        ],
        before: [{ text: 'Test', status: 'in_progress' }],
      },
    ],
  ],
  [
    'a whole list of Codex',
    {
      tool: 'update_plan',
      input: { plan: [{ step: 'Test', status: 'in_progress' }] },
      response: 'Plan updated',
    },
    [{ kind: 'todo_list', todos: [{ text: 'Test', status: 'in_progress' }] }],
  ],
  ['an empty list', { tool: 'TodoWrite', input: { todos: [] } }, [{ kind: 'todo_list', todos: [] }]],
  ['no list that it cannot read', { tool: 'TodoWrite', input: { todos: 'Test' } }, []],
  ['no list without a text', { tool: 'TodoWrite', input: { todos: [{ status: 'pending' }] } }, []],
  [
    'a new item, without a status that could set it back',
    { tool: 'TaskCreate', input: { subject: 'Ship' }, response: { task: { id: '2', subject: 'Ship' } } },
    [{ kind: 'todo', id: '2', text: 'Ship' }],
  ],
  [
    'the owner of a todo',
    { tool: 'TaskUpdate', input: { taskId: '2', owner: 'tester' }, response: { success: true } },
    [{ kind: 'todo', id: '2', owner: 'tester' }],
  ],
  [
    'a change of a todo, and the todos that wait for it',
    {
      tool: 'TaskUpdate',
      input: { taskId: '2', status: 'in_progress', addBlockedBy: ['1'], addBlocks: ['3'] },
      response: { success: true, taskId: '2' },
    },
    [
      { kind: 'todo', id: '2', status: 'in_progress', blocked_by: ['1'] },
      { kind: 'todo', id: '3', blocked_by: ['2'] },
    ],
  ],
  ['no change that failed', { tool: 'TaskUpdate', input: { taskId: '2' }, response: { success: false } }, []],
  [
    'the todos that a read shows',
    {
      tool: 'TaskList',
      input: {},
      response: { tasks: [{ id: 2, subject: 'Ship', status: 'pending', blockedBy: ['1'] }] },
    },
    [{ kind: 'todo', id: '2', text: 'Ship', status: 'pending', blocked_by: ['1'] }],
  ],
  ['nothing from another tool', { tool: 'Bash', input: { todos: [] } }, []],
];

it.each(CASES)('gives %s', (_, { response, ...call }, facts) => {
  expect(hookTodos({ call: 'c1', ...call, ...readResponse(response) })).toStrictEqual(facts);
});

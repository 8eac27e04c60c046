import { expect, it } from 'vitest';
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { ABOUT, ended, event, hook, inAgent, PATH } from '@/tests/support/opencode-events';
import { expectToAcceptChangedFields } from '@/tests/support/total-mapping';
import type { Fact } from '../facts';
import { opencode } from './opencode';

const testRun = { command: 'npm test', description: 'Run the tests' };
const edit = { filePath: PATH, oldString: '1', newString: '2' };
const diff = `Index: ${PATH}\n====\n--- ${PATH}\n+++ ${PATH}\n@@ -1,1 +1,1 @@\n-1\n+2\n`;
const task = { description: 'Find the carts', prompt: 'Look', subagent_type: 'explore' };

const CASES: [string, string, JsonObject, Fact[]][] = [
  [
    'a command that begins',
    'tool.execute.before:c1',
    hook('tool.execute.before', { tool: 'bash', callID: 'c1' }, { args: testRun }),
    [{ kind: 'call', call: 'c1', tool: 'bash', action_type: 'command', target: 'npm test' }],
  ],
  [
    'a command that failed',
    'tool.execute.after:c1',
    ended('bash', testRun, { output: '1 failed\n', metadata: { output: '1 failed\n', exit: 3 } }),
    [
      {
        kind: 'result',
        call: 'c1',
        row: {
          action_type: 'command',
          description: 'Ran npm test',
          after_state: { command: 'npm test', stdout: '1 failed\n', exit_code: 3 },
          error_message: 'Exit code 3\n1 failed',
          metadata: { tool: 'bash', call: 'c1', purpose: 'Run the tests' },
        },
      },
    ],
  ],
  [
    'a command of a subagent',
    'tool.execute.after:c1',
    hook(
      'tool.execute.after',
      { sessionID: 'ses_kid', tool: 'bash', callID: 'c1', args: { command: 'ls' } },
      { output: '', metadata: { output: '', exit: 0 } },
      inAgent,
    ),
    [
      {
        kind: 'result',
        subagent: 'ses_kid',
        call: 'c1',
        row: {
          action_type: 'command',
          description: 'Ran ls',
          after_state: { command: 'ls', exit_code: 0 },
          metadata: { tool: 'bash', call: 'c1' },
        },
      },
    ],
  ],
  [
    'an edit',
    'tool.execute.after:c1',
    ended('edit', edit, {
      output: 'Edit applied successfully.',
      metadata: { diff, filediff: { file: PATH, patch: diff, additions: 1, deletions: 1 } },
    }),
    [
      {
        kind: 'result',
        call: 'c1',
        row: {
          action_type: 'edit',
          description: 'Edited src/cart.ts',
          entity_id: PATH,
          after_state: { path: PATH, patch: '@@ -1,1 +1,1 @@\n-1\n+2' },
          metadata: { tool: 'edit', call: 'c1' },
        },
      },
    ],
  ],
  [
    'a new file',
    'tool.execute.after:c1',
    ended('write', { filePath: PATH, content: '1\n' }, { output: 'Wrote', metadata: { exists: false } }),
    [
      {
        kind: 'result',
        call: 'c1',
        row: {
          action_type: 'edit',
          description: 'Wrote src/cart.ts',
          entity_id: PATH,
          after_state: { path: PATH, text: '1\n' },
          metadata: { tool: 'write', call: 'c1' },
        },
      },
    ],
  ],
  [
    'a call that failed, which only its part shows',
    'message.part.updated:c1:error',
    event('message.part.updated', {
      part: {
        type: 'tool',
        tool: 'edit',
        callID: 'c1',
        state: { status: 'error', input: edit, error: 'oldString not found', time: { start: 5, end: 25 } },
      },
    }),
    [
      {
        kind: 'result',
        call: 'c1',
        row: {
          action_type: 'edit',
          description: 'Failed: edit src/cart.ts',
          entity_id: PATH,
          error_message: 'oldString not found',
          metadata: { tool: 'edit', call: 'c1', duration_ms: 20 },
        },
      },
    ],
  ],
  [
    'a tool of a server',
    'tool.execute.after:c1',
    ended('tickets_find', { id: 7 }, { content: [{ type: 'text', text: 'Ticket 7' }] }),
    [
      {
        kind: 'result',
        call: 'c1',
        row: {
          action_type: 'mcp',
          description: 'Called tickets_find',
          after_state: { input: { id: 7 }, result: 'Ticket 7' },
          metadata: { tool: 'tickets_find', call: 'c1' },
        },
      },
    ],
  ],
  [
    'a list',
    'todo.updated:evt_todo.updated',
    event('todo.updated', {
      todos: [
        { content: 'Fix the cart', status: 'completed', priority: 'high' },
        { content: 'Test it', status: 'in_progress', priority: 'low' },
        { content: 'Drop it', status: 'cancelled', priority: 'low' },
      ],
    }),
    [
      {
        kind: 'todo_list',
        todos: [
          { text: 'Fix the cart', status: 'completed' },
          { text: 'Test it', status: 'in_progress' },
        ],
      },
    ],
  ],
  [
    'a call that starts a subagent',
    'tool.execute.before:c1',
    hook('tool.execute.before', { tool: 'task', callID: 'c1' }, { args: task }),
    [
      {
        kind: 'call',
        call: 'c1',
        tool: 'task',
        action_type: 'agent',
        target: 'Find the carts',
        starts_subagent: { description: 'Find the carts', type: 'explore' },
      },
    ],
  ],
  [
    'a subagent that ended',
    'tool.execute.after:c1',
    ended('task', task, {
      output: '<task id="ses_kid" state="completed">\n<task_result>\nTwo carts\n</task_result>\n</task>',
      metadata: { sessionId: 'ses_kid', parentSessionId: 'ses_main' },
    }),
    [
      expect.objectContaining({ kind: 'result', call: 'c1' }),
      { kind: 'subagent_end', subagent: 'ses_kid', result: 'Two carts' },
    ],
  ],
];

it.each(CASES)('reads %s', (_, key, payload, facts) => {
  expect(opencode.read(payload)).toStrictEqual(facts);
  expect(opencode.identify(payload)).toStrictEqual({
    session: 'ses_main',
    event: key.slice(0, key.indexOf(':')),
    key,
    at: ABOUT.at,
  });
});

it('accepts fields of another version', () => {
  expectToAcceptChangedFields(
    opencode,
    CASES.map(([, , payload]) => payload),
  );
});

import { expect, it } from 'vitest';
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { began, callOf, ended, metadata, PATH } from '@/tests/support/gemini-events';
import { expectToAcceptChangedFields } from '@/tests/support/total-mapping';
import type { Fact } from '../facts';
import { gemini } from './gemini';

const testRun = { command: 'npm test', description: 'Run the tests' };
const edit = { file_path: PATH, instruction: 'Fix', old_string: '1', new_string: '2' };
const write = { file_path: '/srv/shop/new.md', content: '# New\n' };
const plan = { file_path: '/home/a/.gemini/tmp/shop/plans/cart.md', content: '# Cart\n' };
const list = { todos: [{ description: 'Fix the cart', status: 'in_progress' }] };
const agent = { agent_name: 'codebase_investigator', prompt: 'Find the carts' };
const diff = 'Index: cart.ts\n====\n--- cart.ts\tCurrent\n+++ cart.ts\tProposed\n@@ -1,1 +1,1 @@\n-1\n+2\n';

const CASES: [string, JsonObject, Fact[]][] = [
  [
    'a command that begins',
    began('run_shell_command', testRun),
    [
      {
        kind: 'call',
        call: callOf('run_shell_command', testRun),
        tool: 'run_shell_command',
        action_type: 'command',
        target: 'npm test',
      },
    ],
  ],
  [
    'a command that failed, which only the text for the model says',
    ended('run_shell_command', testRun, {
      llmContent:
        '<untrusted_context>\nOutput: 1 failed\nExit Code: 3\nProcess Group PGID: 90\n</untrusted_context>',
      returnDisplay: '1 failed',
    }),
    [
      {
        kind: 'result',
        call: callOf('run_shell_command', testRun),
        row: {
          action_type: 'command',
          description: 'Ran npm test',
          after_state: { command: 'npm test', stdout: '1 failed', exit_code: 3 },
          error_message: 'Exit code 3\n1 failed',
          metadata: metadata('run_shell_command', testRun, { purpose: 'Run the tests' }),
        },
      },
    ],
  ],
  [
    'an edit',
    ended('replace', edit, {
      llmContent: 'Successfully modified file',
      returnDisplay: {
        fileDiff: diff,
        filePath: PATH,
        originalContent: '1\n',
        newContent: '2\n',
        isNewFile: false,
      },
    }),
    [
      {
        kind: 'result',
        call: callOf('replace', edit),
        row: {
          action_type: 'edit',
          description: 'Edited src/cart.ts',
          entity_id: PATH,
          before_state: { path: PATH, text: '1\n' },
          after_state: { path: PATH, patch: '@@ -1,1 +1,1 @@\n-1\n+2' },
          metadata: metadata('replace', edit),
        },
      },
    ],
  ],
  [
    'an edit that failed',
    ended('replace', edit, {
      llmContent: 'Failed to edit',
      error: { message: 'Could not find the string', type: 'edit_no_occurrence_found' },
    }),
    [
      {
        kind: 'result',
        call: callOf('replace', edit),
        row: {
          action_type: 'edit',
          description: 'Failed: replace src/cart.ts',
          entity_id: PATH,
          error_message: 'Could not find the string',
          metadata: metadata('replace', edit),
        },
      },
    ],
  ],
  [
    'a new file',
    ended('write_file', write, {
      llmContent: 'Created',
      returnDisplay: {
        fileDiff: '--- a\n+++ b\n@@ -0,0 +1 @@\n+# New\n',
        originalContent: '',
        newContent: '# New\n',
        isNewFile: true,
      },
    }),
    [
      {
        kind: 'result',
        call: callOf('write_file', write),
        row: {
          action_type: 'edit',
          description: 'Wrote new.md',
          entity_id: '/srv/shop/new.md',
          after_state: { path: '/srv/shop/new.md', text: '# New\n' },
          metadata: metadata('write_file', write),
        },
      },
    ],
  ],
  [
    'a list',
    ended('write_todos', list, {
      llmContent: 'Updated',
      returnDisplay: { todos: [...list.todos, { description: 'Drop it', status: 'cancelled' }] },
    }),
    [
      {
        kind: 'result',
        call: callOf('write_todos', list),
        row: {
          action_type: 'todo',
          description: 'Updated the list',
          metadata: metadata('write_todos', list),
        },
      },
      { kind: 'todo_list', todos: [{ text: 'Fix the cart', status: 'in_progress' }] },
    ],
  ],
  [
    'a subagent that begins',
    began('invoke_agent', agent),
    [
      {
        kind: 'call',
        call: callOf('invoke_agent', agent),
        tool: 'invoke_agent',
        action_type: 'agent',
        target: 'Find the carts',
        starts_subagent: { description: 'Find the carts', type: 'codebase_investigator' },
      },
      {
        kind: 'subagent',
        subagent: callOf('invoke_agent', agent),
        description: 'Find the carts',
        type: 'codebase_investigator',
      },
    ],
  ],
  [
    'a subagent that ended',
    ended('invoke_agent', agent, { llmContent: [{ text: 'Two carts' }] }),
    [
      {
        kind: 'result',
        call: callOf('invoke_agent', agent),
        row: {
          action_type: 'agent',
          description: 'Ran agent: Find the carts',
          after_state: { input: agent, result: 'Two carts' },
          metadata: metadata('invoke_agent', agent),
        },
      },
      { kind: 'subagent_end', subagent: callOf('invoke_agent', agent), result: 'Two carts' },
    ],
  ],
  [
    'a tool of a server',
    ended(
      'mcp_tickets_find',
      { id: 7 },
      { llmContent: 'Ticket 7' },
      { mcp_context: { server_name: 'tickets', tool_name: 'find' } },
    ),
    [
      {
        kind: 'result',
        call: callOf('mcp_tickets_find', { id: 7 }),
        row: {
          action_type: 'mcp',
          description: 'Called tickets: find',
          after_state: { input: { id: 7 }, result: 'Ticket 7' },
          metadata: metadata('mcp_tickets_find', { id: 7 }),
        },
      },
    ],
  ],
];

it.each(CASES)('reads %s', (_, payload, facts) => {
  expect(gemini.read(payload)).toStrictEqual(facts);
  expect(gemini.identify(payload)).toMatchObject({
    session: 's1',
    event: payload.hook_event_name,
    at: '2026-11-29T10:00:00.000Z',
  });
});

it('keeps a plan file as context', () => {
  const payload = ended('write_file', plan, {
    returnDisplay: { fileDiff: '', originalContent: '', newContent: '# Cart\n', isNewFile: true },
  });
  expect(gemini.read(payload)).toContainEqual({
    kind: 'context',
    entry: { context_type: 'plan', context_key: 'cart.md', context_value: '# Cart\n' },
  });
});

it('gives the same call at another time another key', () => {
  const first = began('run_shell_command', testRun);
  const second = { ...first, timestamp: '2026-11-29T10:00:01.000Z' };
  expect(gemini.identify(first)).toStrictEqual(gemini.identify({ ...first }));
  expect(gemini.identify(first)?.key).not.toBe(gemini.identify(second)?.key);
});

it('accepts fields of another version', () => {
  expectToAcceptChangedFields(
    gemini,
    CASES.map(([, payload]) => payload),
  );
});

import { expect, it } from 'vitest';
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { callOf, ended, event, metadata, PATH } from '@/tests/support/copilot-events';
import { expectToAcceptChangedFields } from '@/tests/support/total-mapping';
import type { Fact } from '../facts';
import { copilot } from './copilot';

const testRun = { command: 'npm test', description: 'Run the tests', mode: 'sync' };
const edit = { path: PATH, old_str: '1', new_str: '2' };
const create = { path: '/srv/shop/new.md', file_text: '# New\n' };
const agent = { agent_type: 'explore', description: 'Find the carts', prompt: 'Look', mode: 'sync' };
const sql = { description: 'Begin', query: "UPDATE todos SET status = 'in_progress' WHERE id = 'cart'" };
const patch = { input: '*** Begin Patch\n*** Update File: src/cart.ts\n@@\n-1\n+2\n*** End Patch' };
const checklist = { todos: '- [x] Fix the cart\n- [ ] Test it' };

const CASES: [string, string, JsonObject, Fact[]][] = [
  [
    'a command that begins',
    'preToolUse',
    event({ toolName: 'bash', toolArgs: testRun }),
    [
      {
        kind: 'call',
        call: callOf('bash', testRun),
        tool: 'bash',
        action_type: 'command',
        target: 'npm test',
      },
    ],
  ],
  [
    'a command that failed, which the client calls a success',
    'postToolUse',
    ended('bash', testRun, '1 failed\n<shellId: 1 completed with exit code 3>'),
    [
      {
        kind: 'result',
        call: callOf('bash', testRun),
        row: {
          action_type: 'command',
          description: 'Ran npm test',
          after_state: { command: 'npm test', stdout: '1 failed', exit_code: 3 },
          error_message: 'Exit code 3\n1 failed',
          metadata: metadata('bash', testRun, { purpose: 'Run the tests' }),
        },
      },
    ],
  ],
  [
    'an edit, whose place in the file is unknown',
    'postToolUse',
    ended('edit', edit, 'File updated.'),
    [
      {
        kind: 'result',
        call: callOf('edit', edit),
        row: {
          action_type: 'edit',
          description: 'Edited src/cart.ts',
          entity_id: PATH,
          after_state: { path: PATH, patch: '@@\n-1\n+2' },
          metadata: metadata('edit', edit),
        },
      },
    ],
  ],
  [
    'an edit that failed',
    'postToolUseFailure',
    event({ toolName: 'edit', toolArgs: edit, error: 'No match found' }),
    [
      {
        kind: 'result',
        call: callOf('edit', edit),
        row: {
          action_type: 'edit',
          description: 'Failed: edit src/cart.ts',
          entity_id: PATH,
          error_message: 'No match found',
          metadata: metadata('edit', edit),
        },
      },
    ],
  ],
  [
    'a new file',
    'postToolUse',
    ended('create', create, 'Created file'),
    [
      {
        kind: 'result',
        call: callOf('create', create),
        row: {
          action_type: 'edit',
          description: 'Wrote new.md',
          entity_id: '/srv/shop/new.md',
          after_state: { path: '/srv/shop/new.md', text: '# New\n' },
          metadata: metadata('create', create),
        },
      },
    ],
  ],
  [
    'a patch, which is a text instead of an object',
    'postToolUse',
    { ...ended('apply_patch', {}, 'Done'), toolArgs: patch.input },
    [
      {
        kind: 'result',
        call: callOf('apply_patch', patch),
        row: {
          action_type: 'edit',
          description: 'Edited src/cart.ts',
          entity_id: PATH,
          after_state: { path: PATH, patch: '@@\n-1\n+2' },
          metadata: metadata('apply_patch', patch),
        },
      },
    ],
  ],
  [
    'a change of the list by SQL',
    'postToolUse',
    ended('sql', sql, '1 row(s) updated.'),
    [
      {
        kind: 'result',
        call: callOf('sql', sql),
        row: { action_type: 'todo', description: 'Updated the list: Begin', metadata: metadata('sql', sql) },
      },
      { kind: 'todo', id: 'cart', status: 'in_progress' },
    ],
  ],
  [
    'a checklist',
    'postToolUse',
    ended('update_todo', checklist, 'Updated'),
    [
      {
        kind: 'result',
        call: callOf('update_todo', checklist),
        row: {
          action_type: 'todo',
          description: 'Updated the list',
          metadata: metadata('update_todo', checklist),
        },
      },
      {
        kind: 'todo_list',
        todos: [
          { text: 'Fix the cart', status: 'completed' },
          { text: 'Test it', status: 'pending' },
        ],
      },
    ],
  ],
  [
    'a call that starts a subagent',
    'preToolUse',
    event({ toolName: 'task', toolArgs: agent }),
    [
      {
        kind: 'call',
        call: callOf('task', agent),
        tool: 'task',
        action_type: 'agent',
        target: 'Find the carts',
        starts_subagent: { description: 'Find the carts', type: 'explore' },
      },
    ],
  ],
  [
    'a call that started a subagent',
    'postToolUse',
    ended('task', agent, 'Two carts'),
    [
      {
        kind: 'result',
        call: callOf('task', agent),
        row: {
          action_type: 'agent',
          description: 'Ran agent: Find the carts',
          after_state: { input: agent, result: 'Two carts' },
          metadata: metadata('task', agent),
        },
      },
    ],
  ],
  [
    'a tool of a server that refused',
    'postToolUse',
    ended('tickets-find', { id: 7 }, 'No such ticket', 'failure'),
    [
      {
        kind: 'result',
        call: callOf('tickets-find', { id: 7 }),
        row: {
          action_type: 'mcp',
          description: 'Failed: tickets-find',
          after_state: { input: { id: 7 } },
          error_message: 'No such ticket',
          metadata: metadata('tickets-find', { id: 7 }),
        },
      },
    ],
  ],
];

it.each(CASES)('reads %s', (_, name, payload, facts) => {
  expect(copilot.read(payload)).toStrictEqual(facts);
  expect(copilot.identify(payload)).toMatchObject({
    session: 's1',
    event: name,
    at: '2026-11-29T10:00:00.000Z',
  });
  expect(copilot.read({ hook: name, input: payload })).toStrictEqual(facts);
});

it('reads the fields in snake_case that hooks in PascalCase get', () => {
  const payload = {
    hook_event_name: 'PostToolUse',
    session_id: 's1',
    timestamp: '2026-11-29T10:00:00Z',
    cwd: '/srv/shop',
    tool_name: 'bash',
    tool_input: testRun,
    tool_result: { result_type: 'success', text_result_for_llm: 'ok\n<exited with exit code 0>' },
  };
  expect(copilot.identify(payload)).toMatchObject({ session: 's1', event: 'postToolUse' });
  expect(copilot.read(payload)).toMatchObject([
    { kind: 'result', row: { after_state: { stdout: 'ok', exit_code: 0 } } },
  ]);
  const stop = { hook_event_name: 'Stop', session_id: 's1', stop_reason: 'end_turn' };
  expect(copilot.read(stop)).toStrictEqual([{ kind: 'turn_end' }]);
});

it('keeps a plan file as context', () => {
  const path = '/home/a/.copilot/session-state/5b/plan.md';
  expect(copilot.read(ended('create', { path, file_text: '# Cart' }, 'Created'))).toContainEqual({
    kind: 'context',
    entry: { context_type: 'plan', context_key: 'plan.md', context_value: '# Cart' },
  });
});

it('accepts fields of another version', () => {
  expectToAcceptChangedFields(
    copilot,
    CASES.map(([, , payload]) => payload),
  );
});

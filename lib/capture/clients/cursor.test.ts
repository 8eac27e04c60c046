import { expect, it } from 'vitest';
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { expectToAcceptAnyObject, expectToAcceptChangedFields } from '@/tests/support/total-mapping';
import type { Fact } from '../facts';
import { hashOf } from '../hash-of';

import { cursor } from './cursor';

/** Returns an event as Cursor documents it. */
function event(name: string, fields: JsonObject): JsonObject {
  const base = { conversation_id: 's1', generation_id: 't1', model: 'gpt-5.5', cursor_version: '3.7.0' };
  return { ...base, hook_event_name: name, workspace_roots: ['/srv/shop'], ...fields };
}

const session: Fact = { kind: 'session', cwd: '/srv/shop', model: 'gpt-5.5', client_version: '3.7.0' };
/** A subagent is known by its task. */
const AGENT = `explore:${hashOf('Count carts')}`;
const shell = { tool_name: 'Shell', tool_input: { command: 'npm test' }, tool_use_id: 'c1' };

const CASES: [string, JsonObject, Fact[]][] = [
  ['a start', event('sessionStart', { session_id: 's1' }), [session]],
  [
    'a prompt',
    event('beforeSubmitPrompt', { prompt: 'Fix the cart', attachments: [] }),
    [session, { kind: 'prompt', turn: 't1', text: 'Fix the cart' }],
  ],
  [
    'the start of a call',
    event('preToolUse', shell),
    [{ kind: 'call', turn: 't1', call: 'c1', tool: 'Shell', action_type: 'command', target: 'npm test' }],
  ],
  [
    'a call that a person is asked about',
    { hook: 'askPerson', input: event('preToolUse', shell) },
    [
      {
        kind: 'request',
        action_type: 'command',
        turn: 't1',
        call: 'c1',
        tool: 'Shell',
        target: 'npm test',
        decision: 'tool_call',
        question: 'Shell npm test',
        request: { tool: 'Shell', input: { command: 'npm test' } },
        options: [],
      },
    ],
  ],
  [
    'the start of a subagent by a call',
    event('preToolUse', { tool_name: 'Task', tool_input: { description: 'Count carts' }, tool_use_id: 'c1' }),
    [
      {
        kind: 'call',
        turn: 't1',
        call: 'c1',
        tool: 'Task',
        action_type: 'agent',
        target: 'Count carts',
        starts_subagent: { description: 'Count carts' },
      },
    ],
  ],
  [
    'a command with its exit code, also where the call succeeded',
    event('postToolUse', { ...shell, tool_output: '{"exitCode":1,"stdout":"1 failed"}', duration: 9 }),
    [
      {
        kind: 'result',
        turn: 't1',
        call: 'c1',
        row: {
          action_type: 'command',
          description: 'Ran npm test',
          after_state: { command: 'npm test', stdout: '1 failed', exit_code: 1 },
          error_message: 'Exit code 1\n1 failed',
          metadata: { tool: 'Shell', call: 'c1', duration_ms: 9 },
        },
      },
    ],
  ],
  [
    'a call that was refused',
    event('postToolUseFailure', {
      ...shell,
      error_message: 'Not allowed',
      failure_type: 'permission_denied',
    }),
    [
      {
        kind: 'result',
        turn: 't1',
        call: 'c1',
        row: {
          action_type: 'command',
          description: 'Refused: Shell npm test',
          after_state: { command: 'npm test' },
          error_message: 'Not allowed',
          metadata: { tool: 'Shell', call: 'c1', is_refused: true },
        },
      },
    ],
  ],
  [
    'a changed item of the list',
    event('postToolUse', {
      tool_name: 'TodoWrite',
      tool_input: { merge: true, todos: [{ id: 'a', content: 'Test', status: 'completed' }] },
      tool_use_id: 'c1',
    }),
    [
      { kind: 'todo', turn: 't1', id: 'a', text: 'Test', status: 'completed' },
      {
        kind: 'result',
        turn: 't1',
        call: 'c1',
        row: {
          action_type: 'todo',
          description: 'Updated the list: 1 of 1 completed',
          after_state: { input: { merge: true, todos: [{ id: 'a', content: 'Test', status: 'completed' }] } },
          metadata: { tool: 'TodoWrite', call: 'c1' },
        },
      },
    ],
  ],
  ['no edit without its diff', event('postToolUse', { tool_name: 'Write', tool_use_id: 'c1' }), []],
  ['no command a second time', event('afterShellExecution', { command: 'npm test', output: '1 failed' }), []],
  [
    'a start of a subagent',
    event('subagentStart', { subagent_id: 'a1', subagent_type: 'explore', task: 'Count carts' }),
    [
      {
        kind: 'subagent',
        turn: 't1',
        subagent: AGENT,
        type: 'explore',
        description: 'Count carts',
      },
    ],
  ],
  [
    'an end of a subagent, known by its task',
    event('subagentStop', {
      subagent_type: 'explore',
      task: 'Count carts',
      status: 'completed',
      summary: '4',
    }),
    [{ kind: 'subagent_end', subagent: AGENT, result: '4' }],
  ],
  [
    'a message',
    event('afterAgentResponse', { text: 'Fixed.' }),
    [
      { kind: 'message', turn: 't1', text: 'Fixed.' },
      {
        kind: 'context',
        entry: { context_type: 'result', context_key: 'final message of t1', context_value: 'Fixed.' },
      },
    ],
  ],
  [
    'a finished turn with its tokens',
    event('stop', {
      status: 'completed',
      loop_count: 0,
      input_tokens: 9,
      output_tokens: 2,
      cache_read_tokens: 4,
    }),
    [
      {
        kind: 'usage',
        id: 'stop:t1:0',
        turn: 't1',
        model: 'gpt-5.5',
        input_tokens: 9,
        output_tokens: 2,
        cached_tokens: 4,
      },
      { kind: 'turn_end', turn: 't1' },
    ],
  ],
  [
    'an aborted turn',
    event('stop', { status: 'aborted' }),
    [{ kind: 'turn_failure', turn: 't1', error: 'Aborted' }],
  ],
  ['an end', event('sessionEnd', { reason: 'user_close' }), [{ kind: 'end', reason: 'user_close' }]],
];

it.each(CASES)('reads %s', (_, payload, facts) => {
  expect(cursor.read(cursor.prepare?.(payload) ?? payload)).toStrictEqual(facts);
});

it('reads an edit with its diff', () => {
  const payload = event('afterFileEdit', {
    file_path: '/srv/shop/src/cart.ts',
    edits: [{ old_string: 'sum', new_string: 'total' }],
  });
  expect(cursor.read(payload)).toMatchObject([
    {
      kind: 'result',
      row: {
        action_type: 'edit',
        description: 'Edited src/cart.ts',
        entity_id: '/srv/shop/src/cart.ts',
        after_state: { patch: '@@\n-sum\n+total' },
      },
    },
  ]);
});

it('identifies a call by its id, a prompt by its turn, and no thought', () => {
  expect(cursor.identify(event('postToolUse', shell))).toEqual({
    session: 's1',
    event: 'postToolUse',
    key: 'postToolUse:c1',
  });
  expect(cursor.identify(event('beforeSubmitPrompt', {}))?.key).toBe('beforeSubmitPrompt:t1');
  expect(cursor.identify(event('afterAgentThought', { text: 'Hm' }))).toBeNull();
  expect(cursor.identify({})).toBeNull();
});

it('accepts events of other versions', () => {
  expectToAcceptChangedFields(
    cursor,
    CASES.map(([, payload]) => payload),
  );
});

it('accepts any object', () => {
  expectToAcceptAnyObject(cursor, {
    conversation_id: ['s1'],
    hook_event_name: CASES.map(([, { hook_event_name: name }]) => String(name)),
    tool_name: ['Shell', 'Task', 'Delete', 'TodoWrite', 'MCP:search'],
    tool_input: [],
    tool_output: ['{"exitCode":1}', '{'],
    task: ['Count carts'],
    file_path: ['/srv/shop/a.ts'],
    edits: [],
  });
});

import { expect, it } from 'vitest';
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { expectToAcceptAnyObject, expectToAcceptChangedFields } from '@/tests/support/total-mapping';
import type { Fact } from '../facts';
import { codex } from './codex';

const PATCH = '*** Begin Patch\n*** Update File: src/cart.ts\n@@\n-sum\n+total\n*** End Patch\n';

/** Returns an event as Codex sends it. */
function event(name: string, fields: JsonObject): JsonObject {
  return {
    session_id: 's1',
    turn_id: 't1',
    cwd: '/srv/shop',
    hook_event_name: name,
    model: 'gpt-5.5',
    ...fields,
  };
}

function ended(tool_name: string, tool_input: JsonObject, tool_response: string): JsonObject {
  return event('PostToolUse', { tool_name, tool_input, tool_response, tool_use_id: 'c1' });
}

/** Returns the end of a call. */
function result(row: Extract<Fact, { kind: 'result' }>['row']): Extract<Fact, { kind: 'result' }> {
  return { kind: 'result', turn: 't1', call: 'c1', row };
}

const CASES: [string, JsonObject, Fact[]][] = [
  [
    'a prompt with the model',
    event('UserPromptSubmit', { prompt: 'Fix the cart' }),
    [
      { kind: 'session', cwd: '/srv/shop', model: 'gpt-5.5' },
      { kind: 'prompt', turn: 't1', text: 'Fix the cart' },
    ],
  ],
  [
    'the start of a patch',
    event('PreToolUse', { tool_name: 'apply_patch', tool_input: { command: PATCH }, tool_use_id: 'c1' }),
    [
      {
        kind: 'call',
        turn: 't1',
        call: 'c1',
        tool: 'apply_patch',
        action_type: 'edit',
        target: 'src/cart.ts',
      },
    ],
  ],
  [
    'a patch of one file',
    ended('apply_patch', { command: PATCH }, 'Exit code: 0\nWall time: 0 seconds\nOutput:\nSuccess.\n'),
    [
      result({
        action_type: 'edit',
        description: 'Edited src/cart.ts',
        entity_id: '/srv/shop/src/cart.ts',
        after_state: { path: '/srv/shop/src/cart.ts', patch: '@@\n-sum\n+total' },
        metadata: { tool: 'apply_patch', call: 'c1' },
      }),
    ],
  ],
  [
    'a patch that failed',
    ended('apply_patch', { command: PATCH }, 'Exit code: 1\nWall time: 0 seconds\nOutput:\nNo such line\n'),
    [
      result({
        action_type: 'edit',
        description: 'Failed: apply_patch src/cart.ts',
        entity_id: '/srv/shop/src/cart.ts',
        error_message: 'No such line',
        metadata: { tool: 'apply_patch', call: 'c1' },
      }),
    ],
  ],
  [
    'the start of a subagent, whose tool belongs to a group',
    event('PreToolUse', {
      tool_name: 'collaborationspawn_agent',
      tool_input: { task_name: 'count', message: 'Count the carts' },
      tool_use_id: 'c1',
    }),
    [
      {
        kind: 'call',
        turn: 't1',
        call: 'c1',
        tool: 'collaborationspawn_agent',
        action_type: 'agent',
        target: 'Count the carts',
        starts_subagent: { description: 'Count the carts' },
      },
    ],
  ],
  [
    'a command of a subagent, whose exit code does not follow',
    { ...ended('Bash', { command: 'ls' }, 'cart.ts'), agent_id: 'a1', agent_type: 'default' },
    [
      {
        kind: 'result',
        subagent: 'a1',
        call: 'c1',
        row: {
          action_type: 'command',
          description: 'Ran ls',
          after_state: { command: 'ls', stdout: 'cart.ts' },
          metadata: { tool: 'Bash', call: 'c1' },
        },
      },
    ],
  ],
  [
    'a command that hides its exit code in the text',
    ended('Bash', { command: 'npm test' }, 'Process exited with code 3\nOutput:\n1 failed\n'),
    [
      result({
        action_type: 'command',
        description: 'Ran npm test',
        after_state: { command: 'npm test', stdout: '1 failed\n', exit_code: 3 },
        error_message: 'Exit code 3\n1 failed',
        metadata: { tool: 'Bash', call: 'c1' },
      }),
    ],
  ],
  [
    'a command without an exit code, as neither success nor failure',
    ended('Bash', { command: 'npm test' }, '1 failed\n'),
    [
      {
        ...result({
          action_type: 'command',
          description: 'Ran npm test',
          after_state: { command: 'npm test', stdout: '1 failed\n' },
          metadata: { tool: 'Bash', call: 'c1' },
        }),
        is_partial: true,
      },
    ],
  ],
  [
    'a program in code mode, whose calls have rows of their own',
    ended('exec', { input: 'await tools.exec_command()' }, 'done'),
    [
      result({
        action_type: 'code',
        description: 'Ran code: await tools.exec_command()',
        after_state: { input: { input: 'await tools.exec_command()' }, result: 'done' },
        metadata: { tool: 'exec', call: 'c1' },
      }),
    ],
  ],
  [
    'a list',
    ended('update_plan', { plan: [{ step: 'Test', status: 'completed' }] }, 'Plan updated'),
    [
      { kind: 'todo_list', turn: 't1', todos: [{ text: 'Test', status: 'completed' }] },
      result({
        action_type: 'todo',
        description: 'Updated the list: 1 of 1 completed',
        after_state: { input: { plan: [{ step: 'Test', status: 'completed' }] } },
        metadata: { tool: 'update_plan', call: 'c1' },
      }),
    ],
  ],
  [
    'a subagent, whose turn is not that of a person',
    event('SubagentStart', { agent_id: 'a1', agent_type: 'explorer', turn_id: 't9' }),
    [{ kind: 'subagent', subagent: 'a1', type: 'explorer' }],
  ],
  [
    'no prompt to a subagent',
    event('UserPromptSubmit', { agent_id: 'a1', prompt: 'Look' }),
    [{ kind: 'session', cwd: '/srv/shop', model: 'gpt-5.5' }],
  ],
  [
    'a finished turn',
    event('Stop', { last_assistant_message: 'Fixed.' }),
    [
      { kind: 'turn_end', turn: 't1', result: 'Fixed.' },
      {
        kind: 'context',
        entry: { context_type: 'result', context_key: 'final message of t1', context_value: 'Fixed.' },
      },
    ],
  ],
  ['an interruption', event('Interrupt', {}), [{ kind: 'turn_failure', turn: 't1', error: 'Interrupted' }]],
];

it.each(CASES)('reads %s', (_, payload, facts) => {
  expect(codex.read(payload)).toStrictEqual(facts);
});

it('takes the notification of a finished turn for a sign of life alone', () => {
  const payload = {
    type: 'agent-turn-complete',
    'thread-id': 's1',
    'turn-id': 't1',
    'last-assistant-message': 'Fixed.',
  };
  expect(codex.identify(payload)).toEqual({
    session: 's1',
    event: 'agent-turn-complete',
    key: 'agent-turn-complete:t1',
  });
  expect(codex.read(payload)).toEqual([]);
});

it('identifies a call by its id and a prompt by its turn', () => {
  expect(codex.identify(ended('Bash', {}, ''))?.key).toBe('PostToolUse:c1');
  expect(codex.identify(event('UserPromptSubmit', { prompt: 'Go' }))?.key).toBe('UserPromptSubmit:t1');
  expect(codex.identify({})).toBeNull();
});

it('accepts events of other versions', () => {
  expectToAcceptChangedFields(
    codex,
    CASES.map(([, payload]) => payload),
  );
});

it('accepts any object', () => {
  expectToAcceptAnyObject(codex, {
    session_id: ['s1'],
    'thread-id': ['s1'],
    type: ['agent-turn-complete'],
    hook_event_name: CASES.map(([, { hook_event_name: name }]) => String(name)),
    tool_name: ['Bash', 'apply_patch', 'update_plan', 'exec', 'mcp__a__b'],
    tool_input: [],
    tool_response: ['Exit code: 1\nOutput:\n', 'Process exited with code 1'],
    agent_id: ['a1'],
  });
});

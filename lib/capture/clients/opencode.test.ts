import { describe, expect, it } from 'vitest';
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { expectToAcceptAnyObject, expectToAcceptChangedFields } from '@/tests/support/total-mapping';
import type { Fact } from '../facts';
import { opencode } from './opencode';

const PATH = '/srv/shop/src/cart.ts';
const ABOUT = { directory: '/srv/shop', at: '2026-11-29T10:00:00.000Z' };

/** Returns an event of the bus as the plugin sends it. */
function event(type: string, properties: JsonObject, more: JsonObject = {}): JsonObject {
  const input = { id: `evt_${type}`, type, properties: { sessionID: 'ses_main', ...properties } };
  return { hook: 'event', input, ...ABOUT, ...more };
}

/** Returns another hook as the plugin sends it. */
function hook(name: string, input: JsonObject, output: JsonObject, more: JsonObject = {}): JsonObject {
  return { hook: name, input: { sessionID: 'ses_main', ...input }, output, ...ABOUT, ...more };
}

function ended(tool: string, args: JsonObject, output: JsonObject, more: JsonObject = {}): JsonObject {
  return hook(
    'tool.execute.after',
    { tool, callID: 'c1', args },
    { title: '', metadata: {}, ...output },
    more,
  );
}

const inAgent = { root: 'ses_main' };
const testRun = { command: 'npm test', description: 'Run the tests' };
const edit = { filePath: PATH, oldString: '1', newString: '2' };
const diff = `Index: ${PATH}\n====\n--- ${PATH}\n+++ ${PATH}\n@@ -1,1 +1,1 @@\n-1\n+2\n`;
const task = { description: 'Find the carts', prompt: 'Look', subagent_type: 'explore' };
const tokens = { total: 170, input: 100, output: 20, reasoning: 10, cache: { read: 30, write: 10 } };
const message = { id: 'msg_2', role: 'assistant', modelID: 'big-model', providerID: 'p', tokens, cost: 0.02 };
const child = {
  id: 'ses_kid',
  parentID: 'ses_main',
  title: 'Find the carts (@explore subagent)',
  agent: 'explore',
};

const CASES: [string, string, JsonObject, Fact[]][] = [
  [
    'a new session',
    'session.created:evt_session.created',
    event('session.created', { info: { id: 'ses_main', directory: '/srv/shop', version: '1.18.33' } }),
    [{ kind: 'session', cwd: '/srv/shop', client_version: '1.18.33' }],
  ],
  [
    'a prompt, without the texts that the client adds',
    'chat.message:msg_1',
    hook(
      'chat.message',
      { model: { modelID: 'big-model', providerID: 'p' } },
      {
        message: { id: 'msg_1', role: 'user' },
        parts: [
          { type: 'text', text: 'Fix the cart' },
          { type: 'text', text: 'Called the tool', synthetic: true },
        ],
      },
    ),
    [
      { kind: 'session', cwd: '/srv/shop', model: 'big-model' },
      { kind: 'prompt', turn: 'msg_1', text: 'Fix the cart' },
    ],
  ],
  [
    'a command that begins',
    'tool.execute.before:c1',
    hook('tool.execute.before', { tool: 'bash', callID: 'c1' }, { args: testRun }),
    [{ kind: 'call', call: 'c1', tool: 'bash', target: 'npm test' }],
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
        target: 'Find the carts',
        starts_subagent: { description: 'Find the carts', type: 'explore' },
      },
    ],
  ],
  [
    'a subagent, whose parent is the session',
    'session.created:evt_session.created',
    event('session.created', { sessionID: 'ses_kid', info: child }),
    [{ kind: 'subagent', subagent: 'ses_kid', type: 'explore', description: 'Find the carts' }],
  ],
  [
    'a subagent of a subagent',
    'session.created:evt_session.created',
    event(
      'session.created',
      { sessionID: 'ses_grandkid', info: { ...child, id: 'ses_grandkid', parentID: 'ses_kid' } },
      inAgent,
    ),
    [
      {
        kind: 'subagent',
        subagent: 'ses_grandkid',
        type: 'explore',
        description: 'Find the carts',
        parent: 'ses_kid',
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
  [
    'the tokens of a message',
    'message.updated:evt_message.updated',
    event('message.updated', { info: { ...message, time: { created: 1, completed: 2 } } }),
    [
      {
        kind: 'usage',
        id: 'msg_2',
        model: 'big-model',
        input_tokens: 140,
        output_tokens: 30,
        cached_tokens: 30,
        cache_write_tokens: 10,
        reasoning_tokens: 10,
        cost_usd: 0.02,
      },
    ],
  ],
  [
    'tokens without a total or a price',
    'message.updated:evt_message.updated',
    event('message.updated', {
      info: { ...message, cost: 0, tokens: { ...tokens, total: undefined }, time: { completed: 2 } },
    }),
    [
      {
        kind: 'usage',
        id: 'msg_2',
        model: 'big-model',
        input_tokens: 140,
        output_tokens: 30,
        cached_tokens: 30,
        cache_write_tokens: 10,
        reasoning_tokens: 10,
      },
    ],
  ],
  [
    'the end of a turn, with the last text that the plugin saw',
    'session.idle:evt_session.idle',
    event('session.idle', {}, { output: { last_message: 'Fixed.' } }),
    [{ kind: 'turn_end', result: 'Fixed.' }],
  ],
  [
    'the end of a turn that failed, which another event reports',
    'session.idle:evt_session.idle',
    event('session.idle', {}, { output: { has_failed: true } }),
    [],
  ],
  [
    'the end of a subagent, which its call reports',
    'session.idle:evt_session.idle',
    event('session.idle', { sessionID: 'ses_kid' }, inAgent),
    [],
  ],
  [
    'an error',
    'session.error:evt_session.error',
    event('session.error', { error: { name: 'APIError', data: { message: 'Quota exceeded' } } }),
    [{ kind: 'turn_failure', error: 'Quota exceeded' }],
  ],
  [
    'an interruption by the person',
    'session.error:evt_session.error',
    event('session.error', { error: { name: 'MessageAbortedError', data: {} } }),
    [{ kind: 'turn_failure', error: 'Interrupted' }],
  ],
  [
    'another try',
    'session.status:evt_session.status',
    event('session.status', { status: { type: 'retry', attempt: 2, message: 'Overloaded', next: 9 } }),
    [
      {
        kind: 'note',
        row: {
          action_type: 'retry',
          description: 'Retries the request: Overloaded',
          error_message: 'Overloaded',
          metadata: { attempt: 2 },
        },
      },
    ],
  ],
  [
    'a session that is busy',
    'session.status:evt_session.status',
    event('session.status', { status: { type: 'busy' } }),
    [],
  ],
  [
    'a question to the person',
    'permission.asked:per_1',
    event('permission.asked', {
      id: 'per_1',
      permission: 'bash',
      patterns: ['npm test'],
      tool: { callID: 'c1' },
    }),
    [
      {
        kind: 'note',
        row: {
          action_type: 'question',
          description: 'Asked for permission: bash npm test',
          metadata: { call: 'c1' },
        },
      },
    ],
  ],
  [
    'a compaction',
    'session.compacted:evt_session.compacted',
    event('session.compacted', {}),
    [{ kind: 'note', row: { action_type: 'compaction', description: 'Compacted the conversation' } }],
  ],
  ['an unknown event', 'session.danced:evt_session.danced', event('session.danced', {}), []],
];

describe('opencode', () => {
  it.each(CASES)('reads %s', (_, key, payload, facts) => {
    expect(opencode.read(payload)).toStrictEqual(facts);
    expect(opencode.identify(payload)).toStrictEqual({
      session: 'ses_main',
      event: key.slice(0, key.indexOf(':')),
      key,
      at: ABOUT.at,
    });
  });

  it('reads events and hooks that a recording wraps otherwise', () => {
    const idle = { id: 'evt_1', type: 'session.idle', properties: { sessionID: 'ses_main' } };
    const input = { tool: 'bash', sessionID: 'ses_main', callID: 'c1' };
    const before = { i: input, o: { args: testRun } };
    const after = { i: { ...input, args: testRun }, o: { output: '', metadata: {} } };
    for (const payload of [idle, { url: '/oc/event/session.idle', body: idle }])
      expect(opencode.read(payload)).toStrictEqual([{ kind: 'turn_end' }]);
    expect(opencode.identify(before)?.event).toBe('tool.execute.before');
    expect(opencode.identify(after)?.event).toBe('tool.execute.after');
    expect(opencode.identify({ url: '/oc/tool.execute.after', body: after })?.event).toBe(
      'tool.execute.after',
    );
  });

  it('takes a subagent for a session of its own if nothing names its parent', () => {
    const payload = hook(
      'tool.execute.before',
      { sessionID: 'ses_kid', tool: 'bash', callID: 'c1' },
      { args: testRun },
    );
    expect(opencode.identify(payload)?.session).toBe('ses_kid');
  });

  it('takes the prompt of a subagent for no prompt of a person', () => {
    const output = { message: { id: 'msg_3' }, parts: [{ type: 'text', text: 'Look' }] };
    expect(opencode.read(hook('chat.message', { sessionID: 'ses_kid' }, output, inAgent))).toStrictEqual([]);
  });

  it('gives a question one key, whether it comes as an event or as a hook', () => {
    const asked = event('permission.asked', { id: 'per_1', permission: 'bash' });
    const ask = hook('permission.ask', { id: 'per_1', type: 'bash', pattern: 'npm test' }, { status: 'ask' });
    expect(opencode.identify(ask)?.key).toBe(opencode.identify(asked)?.key);
    expect(opencode.read(ask)).toMatchObject([
      { row: { description: 'Asked for permission: bash npm test' } },
    ]);
  });

  it.each([
    { hook: 'init', input: { directory: '/srv/shop' } },
    event('plugin.added', { sessionID: undefined }),
    event('message.part.delta', { partID: 'p', delta: 'x' }),
    event('message.part.updated', { part: { type: 'text', text: 'x' } }),
    event('message.part.updated', { part: { type: 'tool', callID: 'c1', state: { status: 'completed' } } }),
    event('message.updated', { info: { ...message, time: { created: 1 } } }),
    event('session.diff', { diff: [] }),
  ])('omits an event that only redraws something: %j', (payload) => {
    expect(opencode.identify(payload)).toBeNull();
    expect(opencode.read(payload)).toStrictEqual([]);
  });

  it('accepts any object', () => {
    const names = CASES.map(([, key]) => key.slice(0, key.indexOf(':')));
    expectToAcceptAnyObject(opencode, {
      hook: ['event', ...names],
      input: [],
      output: [],
      root: ['ses_main'],
      directory: ['/srv/shop'],
      at: [],
      type: names,
      properties: [],
      id: [],
    });
  });

  it('accepts fields of another version', () => {
    expectToAcceptChangedFields(
      opencode,
      CASES.map(([, , payload]) => payload),
    );
  });
});

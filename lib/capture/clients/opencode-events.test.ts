import { expect, it } from 'vitest';
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { ABOUT, event, hook, inAgent } from '@/tests/support/opencode-events';
import { expectToAcceptChangedFields } from '@/tests/support/total-mapping';
import type { Fact } from '../facts';
import { opencode } from './opencode';

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
        kind: 'request',
        decision: 'tool_call',
        question: 'bash npm test',
        request: { tool: 'bash', input: { patterns: 'npm test' } },
        options: [],
        tool: 'bash',
        action_type: 'command',
        target: '',
        call: 'c1',
      },
    ],
  ],
  [
    'a request for more than the call, with the call that waits',
    'permission.asked:per_2',
    hook(
      'permission.asked',
      { id: 'per_2', permission: 'external_directory', patterns: ['/etc/*'], tool: { callID: 'c2' } },
      { tool: 'read', args: { filePath: '/etc/hosts' } },
    ),
    [
      {
        kind: 'request',
        decision: 'tool_call',
        question: 'external_directory /etc/*',
        request: { tool: 'read', input: { filePath: '/etc/hosts' } },
        options: [],
        tool: 'read',
        action_type: 'read',
        target: '/etc/hosts',
        call: 'c2',
      },
    ],
  ],
  [
    'the answer at the terminal',
    'permission.replied:evt_permission.replied',
    event('permission.replied', { requestID: 'per_1', reply: 'reject' }),
    [{ kind: 'request_end', key: 'permission.asked:per_1', is_refused: true }],
  ],
  [
    'questions to the person',
    'question.asked:que_1',
    hook(
      'question.asked',
      {
        id: 'que_1',
        questions: [
          {
            question: 'Which database?',
            header: 'Database',
            options: [{ label: 'Postgres' }],
            multiple: true,
          },
        ],
        tool: { callID: 'c3' },
      },
      {},
    ),
    [
      {
        kind: 'request',
        decision: 'question',
        question: 'Which database?',
        request: {
          tool: 'question',
          input: {
            questions: [
              {
                question: 'Which database?',
                header: 'Database',
                options: [{ label: 'Postgres' }],
                multiSelect: true,
              },
            ],
          },
          questions: [
            {
              question: 'Which database?',
              header: 'Database',
              options: [{ label: 'Postgres' }],
              multiSelect: true,
            },
          ],
        },
        options: [{ label: 'Postgres' }],
        tool: 'question',
        action_type: 'question',
        target: 'Which database?',
        call: 'c3',
      },
    ],
  ],
  [
    'the answer to a question',
    'question.replied:evt_question.replied',
    event('question.replied', { requestID: 'que_1', answers: [['Postgres']] }),
    [{ kind: 'request_end', key: 'question.asked:que_1', is_refused: false }],
  ],
  [
    'a compaction',
    'session.compacted:evt_session.compacted',
    event('session.compacted', {}),
    [{ kind: 'note', row: { action_type: 'compaction', description: 'Compacted the conversation' } }],
  ],
  ['an unknown event', 'session.danced:evt_session.danced', event('session.danced', {}), []],
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

it('gives the lines of a recorded stream the times at which they arrived', () => {
  const line = (received_at: string, body: JsonObject) => ({ received_at, url: '/oc/event', body });
  const created = { type: 'session.created', properties: { info: { id: 's1', time: { updated: 1 } } } };
  const idle = { type: 'session.idle', properties: { sessionID: 's1' } };
  expect(opencode.identify(line('2026-11-30T08:00:00Z', created))?.at).toBe('2026-11-30T08:00:00.000Z');
  expect(opencode.identify(line('2026-11-30T08:00:01Z', idle))?.at).toBe('2026-11-30T08:00:01.000Z');
});

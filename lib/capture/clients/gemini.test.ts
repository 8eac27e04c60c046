import { expect, it } from 'vitest';
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { event } from '@/tests/support/gemini-events';
import { expectToAcceptAnyObject, expectToAcceptChangedFields } from '@/tests/support/total-mapping';
import type { Fact } from '../facts';
import { gemini } from './gemini';

const CASES: [string, JsonObject, Fact[]][] = [
  ['a start', event('SessionStart', { source: 'startup' }), [{ kind: 'session', cwd: '/srv/shop' }]],
  [
    'a start that resumes a session',
    event('SessionStart', { source: 'resume' }),
    [{ kind: 'session', cwd: '/srv/shop', is_resumed: true }],
  ],
  [
    'a prompt',
    event('BeforeAgent', { prompt: 'Fix the cart' }),
    [
      { kind: 'session', cwd: '/srv/shop' },
      { kind: 'prompt', text: 'Fix the cart' },
    ],
  ],
  [
    'the end of a turn',
    event('AfterAgent', { prompt: 'Fix the cart', prompt_response: 'Fixed.', stop_hook_active: false }),
    [{ kind: 'turn_end', result: 'Fixed.' }],
  ],
  ['the end of a session', event('SessionEnd', { reason: 'exit' }), [{ kind: 'end', reason: 'exit' }]],
  [
    'the last chunk of a response, with its tokens',
    event('AfterModel', {
      llm_request: { model: 'gemini-3-pro', messages: [] },
      llm_response: {
        candidates: [{ content: { role: 'model', parts: [] }, finishReason: 'STOP' }],
        usageMetadata: { promptTokenCount: 100, candidatesTokenCount: 20, totalTokenCount: 150 },
      },
    }),
    [
      { kind: 'session', model: 'gemini-3-pro' },
      {
        kind: 'usage',
        id: expect.any(String),
        model: 'gemini-3-pro',
        input_tokens: 100,
        output_tokens: 50,
        reasoning_tokens: 30,
      },
    ],
  ],
  [
    'a question to the person',
    event('Notification', {
      notification_type: 'ToolPermission',
      message: 'Run npm test?',
      details: { a: 1 },
    }),
    [
      {
        kind: 'note',
        row: {
          action_type: 'question',
          description: 'Run npm test?',
          after_state: { details: { a: 1 } },
          metadata: { notification_type: 'ToolPermission' },
        },
      },
    ],
  ],
  [
    'a compaction that a person asked for',
    event('PreCompress', { trigger: 'manual' }),
    [{ kind: 'note', row: { action_type: 'compaction', description: 'Compacted the conversation' } }],
  ],
  ['an unknown event', event('AfterParty', { prompt: 'x' }), []],
];

it.each(CASES)('reads %s', (_, payload, facts) => {
  expect(gemini.read(payload)).toStrictEqual(facts);
  expect(gemini.identify(payload)).toMatchObject({
    session: 's1',
    event: payload.hook_event_name,
    at: '2026-11-29T10:00:00.000Z',
  });
});

it.each([
  event('BeforeModel', { llm_request: { model: 'm' } }),
  event('BeforeToolSelection', { llm_request: { model: 'm' } }),
  event('PreCompress', { trigger: 'auto' }),
  event('AfterModel', {
    llm_request: { model: 'm' },
    llm_response: { candidates: [{}], usageMetadata: { promptTokenCount: 1 } },
  }),
  { hook_event_name: 'BeforeTool', tool_name: 'glob' },
])('omits an event that says nothing about a run: %j', (payload) => {
  expect(gemini.identify(payload)).toBeNull();
  expect(gemini.read(payload).filter(({ kind }) => kind !== 'call')).toStrictEqual([]);
});

it('accepts any object', () => {
  expectToAcceptAnyObject(gemini, {
    session_id: ['s1'],
    hook_event_name: [
      ...CASES.map(([, payload]) => String(payload.hook_event_name)),
      'BeforeTool',
      'AfterTool',
    ],
    timestamp: ['2026-11-29T10:00:00.000Z'],
    tool_name: ['run_shell_command', 'replace', 'write_todos', 'invoke_agent'],
    tool_input: [],
    tool_response: [],
    prompt: [],
    message: [],
    llm_request: [],
    llm_response: [],
    mcp_context: [],
  });
});

it('accepts fields of another version', () => {
  expectToAcceptChangedFields(
    gemini,
    CASES.map(([, payload]) => payload),
  );
});

import { expect, it } from 'vitest';
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { callOf, event, TIME } from '@/tests/support/copilot-events';
import { expectToAcceptAnyObject, expectToAcceptChangedFields } from '@/tests/support/total-mapping';
import type { Fact } from '../facts';
import { copilot } from './copilot';

const CASES: [string, string, JsonObject, Fact[]][] = [
  ['a start', 'sessionStart', event({ source: 'new' }), [{ kind: 'session', cwd: '/srv/shop' }]],
  [
    'a prompt',
    'userPromptSubmitted',
    event({ prompt: 'Fix the cart', traceparent: '00-1-2-01' }),
    [
      { kind: 'session', cwd: '/srv/shop' },
      { kind: 'prompt', text: 'Fix the cart' },
    ],
  ],
  [
    'a request that the rules may answer without a person',
    'permissionRequest',
    event({ toolName: 'bash', toolInput: { command: 'npm test' }, permissionSuggestions: [] }),
    [],
  ],
  [
    'a call that a rule asks about',
    'askPerson',
    event({
      hookName: 'askPerson',
      toolName: 'bash',
      toolArgs: { command: 'npm test', description: 'Test it', initial_wait: 30 },
    }),
    [
      {
        kind: 'request',
        decision: 'tool_call',
        question: 'bash npm test',
        request: {
          tool: 'bash',
          input: { command: 'npm test', description: 'Test it', initial_wait: 30 },
        },
        options: [],
        tool: 'bash',
        action_type: 'command',
        target: 'npm test',
        call: callOf('bash', { command: 'npm test', description: 'Test it', initial_wait: 30 }),
      },
    ],
  ],
  [
    'a question to the person',
    'notification',
    event({
      message: 'Run npm test?',
      notification_type: 'permission_prompt',
      hook_event_name: 'Notification',
    }),
    [
      {
        kind: 'note',
        row: {
          action_type: 'question',
          description: 'Run npm test?',
          metadata: { notification_type: 'permission_prompt' },
        },
      },
    ],
  ],
  [
    'an error that ends the turn',
    'errorOccurred',
    event({
      error: { message: 'Quota exceeded', name: 'Error' },
      errorContext: 'model_call',
      recoverable: false,
    }),
    [{ kind: 'turn_failure', error: 'Quota exceeded' }],
  ],
  [
    'an error after which the client tries again',
    'errorOccurred',
    event({ error: { message: 'Timeout', name: 'Error' }, errorContext: 'model_call', recoverable: true }),
    [{ kind: 'note', row: { action_type: 'error', description: 'Timeout', error_message: 'Timeout' } }],
  ],
  [
    'a compaction',
    'preCompact',
    event({ trigger: 'auto', customInstructions: '' }),
    [{ kind: 'note', row: { action_type: 'compaction', description: 'Compacted the conversation' } }],
  ],
  ['the end of a turn', 'agentStop', event({ stopReason: 'end_turn' }), [{ kind: 'turn_end' }]],
  [
    'the end of a session',
    'sessionEnd',
    event({ reason: 'complete' }),
    [{ kind: 'end', reason: 'complete' }],
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

it.each([
  event({ hookName: 'userPromptTransformed', prompt: 'x' }),
  { timestamp: TIME, prompt: 'x' },
  event({ other: 1 }),
])('omits an event that says nothing about a run: %j', (payload) => {
  expect(copilot.identify(payload)).toBeNull();
});

it('accepts any object', () => {
  expectToAcceptAnyObject(copilot, {
    sessionId: ['s1'],
    hookName: [...CASES.map(([, name]) => name), 'preToolUse', 'postToolUse', 'postToolUseFailure'],
    timestamp: [],
    toolName: ['bash', 'edit', 'sql', 'task', 'update_todo', 'apply_patch'],
    toolArgs: ['{"command":"ls"}', '{'],
    toolResult: [],
    error: [],
    message: [],
  });
});

it('accepts fields of another version', () => {
  expectToAcceptChangedFields(
    copilot,
    CASES.map(([, , payload]) => payload),
  );
});

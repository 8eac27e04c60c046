import { describe, expect, it } from 'vitest';
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { endedCall, hookEvent, PATH, SESSION } from '@/tests/support/claude-code-events';
import { expectToAcceptAnyObject, expectToAcceptChangedFields } from '@/tests/support/total-mapping';
import type { Fact } from '../facts';
import { claudeCode } from './claude-code';

const place = { turn: 'p1' };

const notification = `<task-notification>
<task-id>a77</task-id>
<tool-use-id>c9</tool-use-id>
<status>completed</status>
<summary>Agent "Count carts" finished</summary>
<result>4 carts, see </result> in the code</result>
<usage><subagent_tokens>90</subagent_tokens></usage>
</task-notification>`;

const CASES: [string, JsonObject, Fact[]][] = [
  [
    'a start',
    hookEvent('SessionStart', { source: 'startup', model: 'claude-opus-5' }),
    [{ kind: 'session', cwd: '/srv/shop', model: 'claude-opus-5' }],
  ],
  [
    'a prompt of a person',
    hookEvent('UserPromptSubmit', { prompt: 'Fix the cart\nplease' }),
    [
      { kind: 'session', cwd: '/srv/shop' },
      { kind: 'prompt', ...place, text: 'Fix the cart\nplease' },
    ],
  ],
  [
    'the end of a background agent, which no person wrote',
    hookEvent('UserPromptSubmit', { prompt: notification, prompt_id: 'p2' }),
    [
      { kind: 'subagent_end', subagent: 'a77', result: '4 carts, see </result> in the code' },
      {
        kind: 'note',
        turn: 'p2',
        row: {
          action_type: 'note',
          description: 'Agent "Count carts" finished',
          metadata: { event: 'UserPromptSubmit', task: 'a77', call: 'c9', status: 'completed' },
        },
        is_continuation: true,
      },
    ],
  ],
  [
    'an item that was completed',
    hookEvent('TaskCompleted', { task_id: '2', task_subject: 'Ship it' }),
    [{ kind: 'todo', ...place, id: '2', text: 'Ship it', status: 'completed' }],
  ],
  [
    'a start of a subagent',
    hookEvent('SubagentStart', { agent_id: 'a1', agent_type: 'Explore' }),
    [{ kind: 'subagent', ...place, subagent: 'a1', type: 'Explore' }],
  ],
  [
    'an end of a subagent',
    hookEvent('SubagentStop', { agent_id: 'a1', agent_type: 'Explore', last_assistant_message: 'Found 3.' }),
    [{ kind: 'subagent_end', subagent: 'a1', result: 'Found 3.' }],
  ],
  [
    'a finished turn',
    hookEvent('Stop', { last_assistant_message: 'Fixed.', background_tasks: [] }),
    [
      { kind: 'turn_end', ...place, result: 'Fixed.' },
      {
        kind: 'context',
        entry: { context_type: 'result', context_key: 'final message of p1', context_value: 'Fixed.' },
      },
    ],
  ],
  [
    'a turn that waits for background tasks',
    hookEvent('Stop', {
      last_assistant_message: 'Started.',
      background_tasks: [{ id: 'a1', status: 'running' }],
    }),
    [{ kind: 'turn_end', ...place, result: 'Started.', waits_for: ['a1'] }],
  ],
  [
    'a failed turn',
    hookEvent('StopFailure', { error: 'rate_limit', last_assistant_message: 'API Error: 429' }),
    [{ kind: 'turn_failure', ...place, error: 'API Error: 429 (rate_limit)' }],
  ],
  ['an end', hookEvent('SessionEnd', { reason: 'logout' }), [{ kind: 'end', reason: 'logout' }]],
  [
    'a notification that repeats a request',
    hookEvent('Notification', {
      message: 'Claude needs your permission',
      notification_type: 'permission_prompt',
    }),
    [],
  ],
  ['an unknown event', hookEvent('SomethingNew', { field: 1 }), []],
];

it.each(CASES)('reads %s', (_, payload, facts) => {
  expect(claudeCode.read(payload)).toStrictEqual(facts);
});
describe('notes', () => {
  it.each([
    ['Bash', { command: 'rm -rf build' }, 'tool_call', 'Bash rm -rf build'],
    ['AskUserQuestion', { questions: [{ question: 'Which database?' }] }, 'question', 'Which database?'],
    ['ExitPlanMode', { plan: '# New cart\n\n1. Test' }, 'plan', 'Approve the plan: New cart'],
    ['mcp__jira__create', { title: 'Cart' }, 'tool_call', 'Called jira: create'],
  ])('says what a request of %s asks', (tool_name, tool_input, decision, question) => {
    const [fact] = claudeCode.read(hookEvent('PermissionRequest', { tool_name, tool_input }));
    expect(fact).toMatchObject({ kind: 'request', decision, question, request: { input: tool_input } });
  });

  it('keeps the summary of a compaction as context', () => {
    const facts = claudeCode.read(
      hookEvent('PostCompact', { trigger: 'auto', compact_summary: 'The cart is fixed.' }),
    );
    expect(facts).toMatchObject([
      { kind: 'note', row: { description: 'Compacted the conversation (auto)' } },
      { kind: 'context', entry: { context_type: 'summary', context_value: 'The cart is fixed.' } },
    ]);
  });
});

describe('the identity', () => {
  const edit = endedCall('Edit', { file_path: PATH }, {});

  it('of a call is its id', () => {
    expect(claudeCode.identify(edit)).toEqual({
      session: SESSION,
      event: 'PostToolUse',
      key: 'PostToolUse:c1',
    });
  });

  it('of a prompt is its turn', () => {
    expect(claudeCode.identify(hookEvent('UserPromptSubmit', { prompt: 'Go' }))?.key).toBe(
      'UserPromptSubmit:p1',
    );
  });

  it('of another event is its content', () => {
    const keys = ['Done.', 'Done.', 'Done!'].map(
      (message) => claudeCode.identify(hookEvent('Stop', { last_assistant_message: message }))?.key,
    );
    expect(new Set(keys).size).toBe(2);
    expect(keys[0]).toBe(keys[1]);
  });

  it('is null for what says nothing about a run', () => {
    expect(claudeCode.identify(hookEvent('MessageDisplay', { delta: 'Hel' }))).toBeNull();
    expect(claudeCode.identify({ hook_event_name: 'Stop' })).toBeNull();
    expect(claudeCode.identify({ session_id: SESSION })).toBeNull();
  });

  it('exists for an unknown event of a session', () => {
    expect(claudeCode.identify(hookEvent('SomethingNew', {}))).toMatchObject({ session: SESSION });
  });
});

it('accepts events of other versions', () => {
  expectToAcceptChangedFields(
    claudeCode,
    CASES.map(([, payload]) => payload),
  );
});

it('accepts any object', () => {
  expectToAcceptAnyObject(claudeCode, {
    session_id: [SESSION],
    hook_event_name: [
      ...CASES.map(([, { hook_event_name: name }]) => String(name)),
      ...[
        'PreToolUse',
        'PostToolUse',
        'PostToolUseFailure',
        'PostToolBatch',
        'PermissionRequest',
        'PermissionDenied',
      ],
    ],
    tool_name: [
      'Bash',
      'Edit',
      'Read',
      'Agent',
      'TaskUpdate',
      'TodoWrite',
      'ExitPlanMode',
      'mcp__a__b',
      '__proto__',
    ],
    tool_input: [],
    tool_response: [],
    tool_calls: [],
    prompt: [notification],
    error: ['Exit code 1'],
    background_tasks: [],
  });
});

import { describe, expect, it } from 'vitest';
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { endedCall, hookEvent, PATH } from '@/tests/support/claude-code-events';
import { expectToAcceptChangedFields } from '@/tests/support/total-mapping';
import type { Fact } from '../facts';
import { claudeCode } from './claude-code';

const place = { turn: 'p1' };

function metadata(tool: string, more: JsonObject = {}): JsonObject {
  return { tool, call: 'c1', duration_ms: 12, ...more };
}

const CASES: [string, JsonObject, Fact[]][] = [
  [
    'the start of a call',
    hookEvent('PreToolUse', {
      tool_name: 'Read',
      tool_input: { file_path: PATH },
      tool_use_id: 'c1',
      agent_id: 'a1',
    }),
    [
      {
        kind: 'call',
        ...place,
        subagent: 'a1',
        call: 'c1',
        tool: 'Read',
        action_type: 'read',
        target: 'src/cart.ts',
      },
    ],
  ],
  [
    'the start of a subagent by a call',
    hookEvent('PreToolUse', {
      tool_name: 'Agent',
      tool_input: { description: 'Count carts', prompt: 'Count them', subagent_type: 'Explore' },
      tool_use_id: 'c1',
    }),
    [
      {
        kind: 'call',
        ...place,
        call: 'c1',
        tool: 'Agent',
        action_type: 'agent',
        target: 'Count carts',
        starts_subagent: { description: 'Count carts', type: 'Explore' },
      },
    ],
  ],
  [
    'a failing command',
    hookEvent('PostToolUseFailure', {
      tool_name: 'Bash',
      tool_input: { command: 'npm test\n# all' },
      tool_use_id: 'c1',
      error: 'Exit code 2\n1 test failed',
      is_interrupt: false,
      duration_ms: 12,
    }),
    [
      {
        kind: 'result',
        ...place,
        call: 'c1',
        row: {
          action_type: 'command',
          description: 'Ran npm test',
          after_state: { command: 'npm test\n# all', stdout: '1 test failed', exit_code: 2 },
          error_message: 'Exit code 2\n1 test failed',
          metadata: metadata('Bash'),
        },
      },
    ],
  ],
  [
    'a refused call, and no other call of its batch',
    hookEvent('PostToolBatch', {
      tool_calls: [
        {
          tool_name: 'Bash',
          tool_input: { command: 'ls' },
          tool_use_id: 'c1',
          tool_response: 'Exit code 1\nno',
        },
        {
          tool_name: 'Bash',
          tool_input: { command: 'rm -rf build' },
          tool_use_id: 'c2',
          tool_response: "The user doesn't want to proceed with this tool use. The tool use was rejected.",
        },
      ],
    }),
    [
      {
        kind: 'result',
        ...place,
        call: 'c2',
        row: {
          action_type: 'command',
          description: 'Refused: Bash rm -rf build',
          after_state: { command: 'rm -rf build' },
          error_message: "The user doesn't want to proceed with this tool use. The tool use was rejected.",
          metadata: { tool: 'Bash', call: 'c2', is_refused: true },
        },
      },
    ],
  ],
  [
    'a change of an item',
    endedCall(
      'TaskUpdate',
      { taskId: '2', status: 'in_progress', addBlockedBy: ['1'], addBlocks: ['3'] },
      { success: true, taskId: '2', statusChange: { from: 'pending', to: 'in_progress' } },
    ),
    [
      {
        kind: 'todo',
        ...place,
        id: '2',
        status: 'in_progress',
        blocked_by: ['1'],
      },
      { kind: 'todo', ...place, id: '3', blocked_by: ['2'] },
      {
        kind: 'result',
        ...place,
        call: 'c1',
        row: {
          action_type: 'todo',
          description: 'Updated item 2 of the list: in_progress',
          after_state: {
            input: {
              taskId: '2',
              status: 'in_progress',
              addBlockedBy: ['1'],
              addBlocks: ['3'],
            },
          },
          metadata: metadata('TaskUpdate'),
        },
      },
    ],
  ],
  [
    'a launch of a background agent, which is no end',
    endedCall('Agent', { description: 'Count carts' }, { status: 'async_launched', agentId: 'a1' }),
    [
      {
        kind: 'result',
        ...place,
        call: 'c1',
        row: {
          action_type: 'agent',
          description: 'Started agent: Count carts',
          after_state: { input: { description: 'Count carts' } },
          metadata: metadata('Agent', { agent: 'a1', status: 'async_launched' }),
        },
      },
      { kind: 'subagent', ...place, subagent: 'a1', description: 'Count carts' },
    ],
  ],
];

it.each(CASES)('reads %s', (_, payload, facts) => {
  expect(claudeCode.read(payload)).toStrictEqual(facts);
});
describe('a call of a subagent', () => {
  const payload = endedCall(
    'Agent',
    { description: 'Count carts', prompt: 'Count', subagent_type: 'Explore' },
    {
      status: 'completed',
      agentId: 'a1',
      content: [{ type: 'text', text: '4 carts' }],
      resolvedModel: 'claude-opus-5',
      usage: {
        input_tokens: 10,
        cache_creation_input_tokens: 5,
        cache_read_input_tokens: 100,
        output_tokens: 7,
        output_tokens_details: { thinking_tokens: 2 },
      },
    },
    { agent_id: 'a0' },
  );

  it('names the agent, its purpose and its parent, and ends it', () => {
    const facts = claudeCode.read(payload);
    expect(facts).toContainEqual({
      kind: 'subagent',
      ...place,
      subagent: 'a1',
      type: 'Explore',
      description: 'Count carts',
      parent: 'a0',
    });
    expect(facts).toContainEqual({ kind: 'subagent_end', subagent: 'a1', result: '4 carts' });
  });

  it('counts the cache as input', () => {
    expect(claudeCode.read(payload)).toContainEqual({
      kind: 'usage',
      id: 'c1',
      ...place,
      subagent: 'a1',
      model: 'claude-opus-5',
      input_tokens: 115,
      output_tokens: 7,
      cached_tokens: 100,
      cache_write_tokens: 5,
      reasoning_tokens: 2,
    });
  });
});

it('reads a plan that awaits approval, and the answer to it', () => {
  const text = '# New cart\n\n1. Write it\n2. Test it\n';
  const plan = { title: 'New cart', steps: ['Write it', 'Test it'], hash: expect.stringMatching(/^\w{12}$/) };
  const asked = { tool_name: 'ExitPlanMode', tool_input: { plan: text }, tool_use_id: 'c1' };
  const answer = 'The user doesn’t want to proceed with this tool use. Write less.';
  const batch = hookEvent('PostToolBatch', { tool_calls: [{ ...asked, tool_response: answer }] });
  expect(claudeCode.read(hookEvent('PreToolUse', asked))[1]).toEqual({
    kind: 'proposal',
    turn: place.turn,
    call: 'c1',
    plan,
  });
  expect(claudeCode.read(batch)[1]).toEqual({
    kind: 'proposal_answer',
    turn: place.turn,
    call: 'c1',
    plan,
    refusal: answer,
  });
});

it('keeps an approved plan as context and in its row', () => {
  const plan = '# New cart\n\n1. Test\n';
  const facts = claudeCode.read(endedCall('ExitPlanMode', {}, { plan, filePath: '/home/x/plans/cart.md' }));
  expect(facts).toMatchObject([
    {
      kind: 'result',
      row: {
        action_type: 'note',
        description: 'Plan approved: New cart',
        entity_id: '/home/x/plans/cart.md',
        after_state: { text: plan },
      },
    },
    { kind: 'context', entry: { context_type: 'plan', context_value: plan } },
    { kind: 'proposal_answer', plan: { steps: ['Test'] } },
  ]);
});

it('keeps the list of a subagent out of the list of the main agent', () => {
  const todos = [{ content: 'Look', status: 'pending' }];
  const facts = claudeCode.read(endedCall('TodoWrite', { todos }, { oldTodos: [] }, { agent_id: 'a1' }));
  expect(facts.map(({ kind }) => kind)).toEqual(['result']);
});

it('accepts events of other versions', () => {
  expectToAcceptChangedFields(
    claudeCode,
    CASES.map(([, payload]) => payload),
  );
});

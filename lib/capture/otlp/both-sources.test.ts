/** Runs of clients that send hooks and telemetry: nothing counts twice, in any order of arrival. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { otlpLogs, otlpSpans, type SpanFields } from '@/tests/support/otlp-exports';
import { sendCaptured } from '@/tests/support/send-captured';
import { findClient } from '../find-client';
import type { PendingEvent } from '../session/order';
import { readRequest } from './read-request';

type Hooks = JsonObject[];

/** Returns the events of a client, as the projector reads them. */
function eventsOf(client: string, payloads: JsonObject[], firstId: number): PendingEvent[] {
  const mapping = findClient(client);
  return payloads.flatMap((payload, place) => {
    const identity = mapping?.identify(payload);
    if (!mapping || !identity) return [];
    const { key, event, at } = identity;
    const facts = mapping.read(payload);
    return [{ id: firstId + place, key, event, facts, occurred_at: at ?? null, age_ms: 0 }];
  });
}

const telemetryOf = (request: object) => [...readRequest(request as JsonObject).values()].flat(); // an export is JSON

/** Returns the steps, and the rows and usage without their order. */
function outcomeOf(events: PendingEvent[]) {
  const { commands, state } = sendCaptured(events);
  const rows = commands.flatMap((command) =>
    command.do === 'log' && !['prompt', 'disputed_claim'].includes(command.row.action_type)
      ? [[command.row.description, command.row.after_state?.exit_code ?? null]]
      : [],
  );
  const tokens = commands.flatMap((command) =>
    command.do === 'usage' ? (command.usage.input_tokens ?? 0) : [],
  );
  const turns = Object.entries(state.plans?.main ?? {}).filter(([step]) => step.startsWith('turn:'));
  return {
    turns: turns.map(([, status]) => status),
    rows: rows.map((row) => JSON.stringify(row)).toSorted(),
    tokens: tokens.toSorted((one, other) => one - other),
    prompts: commands.filter((command) => command.do === 'log' && command.row.action_type === 'prompt')
      .length,
  };
}

const hook = (hook_event_name: string, fields: JsonObject = {}): JsonObject => ({
  session_id: 's1',
  hook_event_name,
  ...fields,
});

const codexHooks: Hooks = [
  hook('UserPromptSubmit', { turn_id: 't1', prompt: 'Test it' }),
  hook('PreToolUse', {
    turn_id: 't1',
    tool_name: 'Bash',
    tool_input: { command: 'exit 3' },
    tool_use_id: 'c1',
  }),
  hook('PostToolUse', {
    turn_id: 't1',
    tool_name: 'Bash',
    tool_input: { command: 'exit 3' },
    tool_use_id: 'c1',
    tool_response: 'oops',
  }),
  hook('Stop', { turn_id: 't1', last_assistant_message: 'Done.' }),
];
const codexTelemetry = otlpLogs('codex_exec', [
  { 'event.name': 'codex.user_prompt', 'conversation.id': 's1', prompt: 'Test it' },
  {
    'event.name': 'codex.tool_result',
    'conversation.id': 's1',
    tool_name: 'exec_command',
    call_id: 'c1',
    arguments: '{"cmd":"exit 3"}',
    output: 'Process exited with code 3\nOutput:\noops',
    success: 'true',
  },
  {
    'event.name': 'codex.sse_event',
    'conversation.id': 's1',
    model: 'gpt-5',
    input_token_count: '100',
    output_token_count: '9',
  },
]);

const claudeHooks: Hooks = [
  hook('UserPromptSubmit', { prompt_id: 'p1', prompt: 'Look around' }),
  hook('PreToolUse', {
    prompt_id: 'p1',
    tool_name: 'Agent',
    tool_input: { description: 'Look', subagent_type: 'Explore' },
    tool_use_id: 'u1',
  }),
  hook('SubagentStart', { prompt_id: 'p1', agent_id: 'a1', agent_type: 'Explore' }),
  hook('PostToolUse', {
    prompt_id: 'p1',
    tool_name: 'Agent',
    tool_input: { description: 'Look', subagent_type: 'Explore' },
    tool_use_id: 'u1',
    tool_response: {
      status: 'completed',
      agentId: 'a1',
      resolvedModel: 'claude-opus-5-5',
      usage: { input_tokens: 200, output_tokens: 20 },
      content: [{ type: 'text', text: 'Nothing' }],
    },
  }),
  hook('Stop', { prompt_id: 'p1', background_tasks: [] }),
];
const claudeLog = (name: string, fields: Record<string, string | number>) => ({
  'event.name': name,
  'session.id': 's1',
  'prompt.id': 'p1',
  ...fields,
});
const request = (id: string, input_tokens: number, fields: Record<string, string> = {}) =>
  claudeLog('api_request', {
    model: 'claude-opus-5-5',
    request_id: id,
    input_tokens,
    output_tokens: 20,
    ...fields,
  });
const claudeTelemetry = otlpLogs('claude-code', [
  claudeLog('user_prompt', { prompt: 'Look around' }),
  request('r1', 100),
  request('r2', 150, { agent_id: 'a1' }),
  request('r3', 200, { agent_id: 'a1' }),
  claudeLog('subagent_completed', { agent_id: 'a1', agent_type: 'Explore' }),
  claudeLog('tool_result', {
    tool_name: 'Agent',
    tool_use_id: 'u1',
    success: 'true',
    tool_input: '{"description":"Look","subagent_type":"Explore"}',
  }),
]);

/** The client names no calls, so their number distinguishes two equal ones. */
const geminiCall = (event: string, timestamp: string): JsonObject =>
  hook(event, {
    timestamp,
    tool_name: 'run_shell_command',
    tool_input: { command: 'make' },
    ...(event === 'AfterTool' && { tool_response: { llmContent: 'Output: ok\nProcess Group PGID: 7' } }),
  });
const geminiHooks: Hooks = [
  hook('BeforeAgent', { timestamp: '2026-11-30T07:59:00Z', prompt: 'Make it twice' }),
  geminiCall('BeforeTool', '2026-11-30T07:59:01Z'),
  geminiCall('AfterTool', '2026-11-30T07:59:02Z'),
  geminiCall('BeforeTool', '2026-11-30T07:59:03Z'),
  geminiCall('AfterTool', '2026-11-30T07:59:04Z'),
  hook('AfterAgent', { timestamp: '2026-11-30T07:59:09Z', prompt_response: 'Made.' }),
];
const geminiLog = (name: string, second: number, fields: Record<string, string | number | boolean>) => ({
  'event.name': `gemini_cli.${name}`,
  'event.timestamp': `2026-11-30T07:59:0${second}.500Z`,
  'session.id': 's1',
  prompt_id: 's1########0',
  ...fields,
});
const made = { function_name: 'run_shell_command', function_args: '{"command":"make"}', success: true };
const geminiTelemetry = otlpLogs('gemini-cli', [
  geminiLog('user_prompt', 0, { prompt: 'Make it twice' }),
  geminiLog('tool_call', 2, made),
  geminiLog('tool_call', 4, made),
  geminiLog('api_response', 5, { model: 'gemini-2.5-pro', input_token_count: 30, output_token_count: 4 }),
]);

const copilotHook = (hookName: string, fields: JsonObject): JsonObject => ({
  hookName,
  sessionId: 's1',
  ...fields,
});
const copilotHooks: Hooks = [
  copilotHook('userPromptSubmitted', { timestamp: 1796025540000, prompt: 'Say hello' }),
  copilotHook('postToolUse', {
    timestamp: 1796025542000,
    toolName: 'bash',
    toolArgs: { command: 'exit 3' },
    toolResult: { resultType: 'success', textResultForLlm: '<shellId: 1 completed with exit code 3>' },
  }),
  copilotHook('agentStop', { timestamp: 1796025549000, stopReason: 'end_turn' }),
];
const message = JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: 'Say hello' }] }]);
const copilotSpan = (id: string, operation: string, fields: SpanFields['fields']): SpanFields => ({
  name: 'span',
  id,
  ...(operation !== 'invoke_agent' && { parent: '1' }),
  start: '2026-11-30T07:59:00Z',
  end: '2026-11-30T07:59:08Z',
  fields: { 'gen_ai.operation.name': operation, 'gen_ai.conversation.id': 's1', ...fields },
});
const copilotTelemetry = otlpSpans('github-copilot', 'abc', [
  copilotSpan('2', 'chat', {
    'gen_ai.response.model': 'gpt-4.1',
    'gen_ai.usage.input_tokens': '40',
    'gen_ai.input.messages': message,
  }),
  copilotSpan('3', 'execute_tool', {
    'gen_ai.tool.name': 'bash',
    'gen_ai.tool.call.arguments': '{"command":"exit 3"}',
    'process.exit.code': '3',
  }),
  copilotSpan('1', 'invoke_agent', { 'gen_ai.input.messages': message }),
]);

const done = { turns: ['completed'], prompts: 1 };

describe.each([
  ['codex', codexHooks, codexTelemetry, { ...done, rows: [['Ran exit 3', 3]], tokens: [100] }],
  [
    'claude-code',
    claudeHooks,
    claudeTelemetry,
    { ...done, rows: [['Ran agent: Look', null]], tokens: [100, 150, 200] },
  ],
  [
    'gemini',
    geminiHooks,
    geminiTelemetry,
    {
      ...done,
      rows: [
        ['Ran make', 0],
        ['Ran make', 0],
      ],
      tokens: [30],
    },
  ],
  ['copilot', copilotHooks, copilotTelemetry, { ...done, rows: [['Ran exit 3', 3]], tokens: [40] }],
])('%s', (client, hooks, telemetry, { rows, ...expected }) => {
  const fromHooks = eventsOf(client, hooks, 1);
  const fromTelemetry = eventsOf(client, telemetryOf(telemetry), 101);
  const outcome = { ...expected, rows: rows.map((row) => JSON.stringify(row)) };

  test('counts what hooks and telemetry report once, in any order of arrival', () => {
    const all = [...fromHooks, ...fromTelemetry];
    expect(outcomeOf(all)).toEqual(outcome);
    fc.assert(
      fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (shuffled) => {
        expect(outcomeOf(shuffled)).toEqual(outcome);
      }),
      { numRuns: 100 },
    );
  });

  test('has a plan without hooks, too', () => {
    const { prompts, rows: alone, tokens } = outcomeOf(fromTelemetry);
    expect({ prompts, rows: alone.length, tokens }).toEqual({
      prompts: 1,
      rows: rows.length,
      tokens: expected.tokens,
    });
  });
});

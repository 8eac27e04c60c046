/** What single log records and spans of clients with hooks mean. */
import { expect, test } from 'vitest';
import { otlpLogs } from '@/tests/support/otlp-exports';
import { type Attributes, factsOf, span, trace } from '@/tests/support/telemetry-facts';

const log = (service: string, name: string, fields: Attributes) =>
  otlpLogs(service, [{ 'event.name': name, ...fields }]);
const claude = (name: string, fields: Attributes = {}) =>
  log('claude-code', name, { 'session.id': 's1', 'prompt.id': 'p1', ...fields });
const codex = (name: string, fields: Attributes = {}) =>
  log('codex_exec', `codex.${name}`, { 'conversation.id': 's1', model: 'gpt-5', ...fields });
const gemini = (name: string, fields: Attributes = {}) =>
  log('gemini-cli', `gemini_cli.${name}`, { 'session.id': 's1', prompt_id: 's1####1', ...fields });
const source = 'telemetry';
const CASES: [string, object, string, object[]][] = [
  [
    'a prompt of Claude Code, whose text is hidden',
    claude('user_prompt', { prompt: '<REDACTED>', prompt_length: '9' }),
    'claude-code',
    [
      { kind: 'session', client_version: '1.2.3', source },
      { kind: 'prompt', turn: 'p1', is_hidden: true, source },
    ],
  ],
  [
    'tokens and cost of Claude Code, with those of the cache in the input',
    claude('api_request', {
      model: 'claude-opus-5-5',
      request_id: 'r1',
      input_tokens: 100,
      output_tokens: 20,
      cache_read_tokens: 300,
      cache_creation_tokens: 50,
      cost_usd: 1,
    }),
    'claude-code',
    [
      {
        kind: 'usage',
        id: 'r1',
        turn: 'p1',
        input_tokens: 450,
        cached_tokens: 300,
        cache_write_tokens: 50,
        output_tokens: 20,
        cost_usd: 1,
        source,
      },
    ],
  ],
  [
    'a failed call of Claude Code by its id',
    claude('tool_result', {
      tool_name: 'Bash',
      tool_use_id: 'toolu_1',
      success: 'false',
      error: 'Exit code 2',
      tool_input: '{"command":"make"}',
    }),
    'claude-code',
    [
      {
        kind: 'result',
        call: 'toolu_1',
        row: { description: 'Ran make', error_message: 'Exit code 2' },
        is_partial: true,
      },
    ],
  ],
  [
    'a call of an MCP server in Claude Code',
    claude('tool_result', {
      tool_name: 'mcp_tool',
      tool_use_id: 'toolu_2',
      success: 'true',
      tool_parameters: '{"mcp_server_name":"tickets","mcp_tool_name":"find"}',
    }),
    'claude-code',
    [{ kind: 'result', row: { action_type: 'mcp', description: 'Called tickets: find' } }],
  ],
  [
    'the end of a subagent of Claude Code',
    claude('subagent_completed', { agent_id: 'a1', agent_type: 'Explore' }),
    'claude-code',
    [
      { kind: 'subagent', subagent: 'a1', type: 'Explore', source },
      { kind: 'subagent_end', subagent: 'a1', source },
    ],
  ],
  [
    'the end of a turn of Claude Code',
    span(
      'claude-code',
      { 'session.id': 's1', 'gen_ai.operation.name': 'invoke_agent' },
      { name: 'claude_code.interaction' },
    ),
    'claude-code',
    [{ kind: 'turn_end', source }],
  ],
  [
    'a command of Codex with its exit code, for which no hook is awaited',
    codex('tool_result', {
      tool_name: 'exec_command',
      call_id: 'call_1',
      arguments: '{"cmd":"exit 3"}',
      output: 'Wall time: 0 seconds\nProcess exited with code 3\nOutput:\noops',
      success: 'true',
      duration_ms: '7',
    }),
    'codex',
    [
      {
        kind: 'result',
        call: 'call_1',
        row: {
          after_state: { command: 'exit 3', stdout: 'oops', exit_code: 3 },
          metadata: { duration_ms: 7 },
        },
        is_partial: false,
        source,
      },
    ],
  ],
  [
    'a list of Codex, of which its hook says as much',
    codex('tool_result', {
      tool_name: 'update_plan',
      call_id: 'call_2',
      arguments: '{"plan":[{"step":"Write","status":"completed"}]}',
      output: 'Plan updated',
      success: 'true',
    }),
    'codex',
    [
      { kind: 'todo_list', todos: [{ text: 'Write', status: 'completed' }], source },
      { kind: 'result', call: 'call_2', is_partial: true, source },
    ],
  ],
  [
    'tokens of Codex, which sends numbers as text',
    codex('sse_event', {
      'event.kind': 'response.completed',
      input_token_count: '1000',
      output_token_count: '50',
      cached_token_count: '400',
      reasoning_token_count: '7',
    }),
    'codex',
    [
      {
        kind: 'usage',
        model: 'gpt-5',
        input_tokens: 1000,
        output_tokens: 50,
        cached_tokens: 400,
        reasoning_tokens: 7,
      },
    ],
  ],
  [
    'the end of a turn of Codex',
    span('codex_exec', { 'thread.id': 's1', 'turn.id': 't1' }, { name: 'session_task.turn' }),
    'codex',
    [{ kind: 'turn_end', source }],
  ],
  [
    'a command of Gemini CLI with the exit code of its metadata',
    gemini('tool_call', {
      function_name: 'run_shell_command',
      function_args: '{\n  "command": "exit 3"\n}',
      success: true,
      decision: 'accept',
      duration_ms: 9,
      metadata: '{"exitCode":3}',
    }),
    'gemini',
    [
      {
        kind: 'result',
        turn: 's1####1',
        row: { after_state: { command: 'exit 3', exit_code: 3 }, metadata: { duration_ms: 9 } },
        is_partial: true,
      },
    ],
  ],
  [
    'a call of Gemini CLI that a person rejected',
    gemini('tool_call', {
      function_name: 'read_file',
      function_args: '{"file_path":"/a"}',
      decision: 'reject',
    }),
    'gemini',
    [{ kind: 'result', row: { error_message: 'Rejected by a person' } }],
  ],
  [
    'tokens of Gemini CLI, with those of thoughts in the output',
    gemini('api_response', {
      model: 'gemini-2.5-pro',
      input_token_count: 10,
      output_token_count: 5,
      thoughts_token_count: 2,
    }),
    'gemini',
    [
      { kind: 'session', model: 'gemini-2.5-pro' },
      { kind: 'usage', turn: 's1####1', input_tokens: 10, output_tokens: 7, reasoning_tokens: 2 },
    ],
  ],
  [
    'a command of Copilot CLI with the exit code of the process',
    span('github-copilot', {
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.conversation.id': 's1',
      'gen_ai.tool.name': 'bash',
      'gen_ai.tool.call.arguments': '{"command":"exit 3"}',
      'process.exit.code': '3',
    }),
    'copilot',
    [
      {
        kind: 'result',
        turn: trace,
        row: {
          action_type: 'command',
          after_state: { command: 'exit 3', exit_code: 3 },
          error_message: 'Exit code 3',
        },
        is_partial: true,
        source,
      },
    ],
  ],
];

test.each(CASES)('reads %s', (_, request, client, facts) => {
  const read = factsOf(request);
  expect(read.client).toBe(client);
  expect(read.facts.flat()).toMatchObject(facts);
  expect(read.facts.flat()).toHaveLength(facts.length);
});

test.each([
  ['a hook that Claude Code ran', claude('hook_execution_complete')],
  ['a part of a response of Codex', codex('sse_event', { 'event.kind': 'response.created' })],
  ['a request of Gemini CLI', gemini('api_request', { model: 'm' })],
  ['a span of a web server', span('shop', { 'http.request.method': 'GET' })],
  [
    'a span of Claude Code that its logs repeat',
    span('claude-code', { 'session.id': 's1' }, { name: 'claude_code.tool' }),
  ],
  ['an event without a session', log('claude-code', 'user_prompt', { prompt: 'Hi' })],
])('stores nothing of %s', (_, request) => {
  expect(factsOf(request).facts).toEqual([]);
});

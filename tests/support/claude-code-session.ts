/** A whole session of Claude Code: a prompt, an item of the list, an edit, tests that fail, a subagent and a claim. */
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';

/** Returns the events of a session, as its hooks send them. */
export function sessionOf(session: string) {
  const base = { session_id: session, cwd: '/srv/shop', prompt_id: `${session}-p1` };
  const call = (name: string, id: string, input: JsonObject) => ({
    ...base,
    hook_event_name: 'PreToolUse',
    tool_name: name,
    tool_input: input,
    tool_use_id: id,
  });
  const result = (name: string, id: string, input: JsonObject, response: JsonObject) => ({
    ...call(name, id, input),
    hook_event_name: 'PostToolUse',
    tool_response: response,
    duration_ms: 12,
  });
  const edit = { file_path: '/srv/shop/cart.ts', old_string: 'sum', new_string: 'total' };
  const test = { command: 'npm test', description: 'Run the tests' };
  const purpose = { description: 'Read the logs', prompt: 'Read them', subagent_type: 'Explore' };
  return [
    {
      session_id: session,
      cwd: '/srv/shop',
      hook_event_name: 'SessionStart',
      source: 'startup',
      model: 'claude-sonnet-4-5',
    },
    { ...base, hook_event_name: 'UserPromptSubmit', prompt: 'Rename the sum of the cart' },
    call('TaskCreate', 'u1', { subject: 'Rename it', description: 'In the cart' }),
    result(
      'TaskCreate',
      'u1',
      { subject: 'Rename it', description: 'In the cart' },
      { task: { id: '1', subject: 'Rename it' } },
    ),
    result(
      'TaskUpdate',
      'u2',
      { taskId: '1', status: 'in_progress' },
      { success: true, taskId: '1', statusChange: { from: 'pending', to: 'in_progress' } },
    ),
    call('Edit', 'u3', edit),
    result('Edit', 'u3', edit, {
      filePath: edit.file_path,
      oldString: 'sum',
      newString: 'total',
      originalFile: 'const sum = 0;\n',
      structuredPatch: [
        {
          oldStart: 1,
          oldLines: 1,
          newStart: 1,
          newLines: 1,
          lines: ['-const sum = 0;', '+const total = 0;'],
        },
      ],
    }),
    call('Bash', 'u4', test),
    {
      ...call('Bash', 'u4', test),
      hook_event_name: 'PostToolUseFailure',
      error: 'Exit code 1\nNo test found',
      is_interrupt: false,
      duration_ms: 40,
    },
    call('Agent', 'u5', purpose),
    { ...base, hook_event_name: 'SubagentStart', agent_id: `${session}-a1`, agent_type: 'Explore' },
    {
      ...result('Bash', 'u6', { command: 'tail app.log' }, { stdout: 'ok', stderr: '', interrupted: false }),
      agent_id: `${session}-a1`,
      agent_type: 'Explore',
    },
    {
      ...base,
      hook_event_name: 'SubagentStop',
      agent_id: `${session}-a1`,
      agent_type: 'Explore',
      last_assistant_message: 'Nothing odd',
      background_tasks: [],
    },
    result('Agent', 'u5', purpose, {
      status: 'completed',
      agentId: `${session}-a1`,
      resolvedModel: 'claude-sonnet-4-5',
      totalTokens: 1200,
      usage: {
        input_tokens: 1000,
        output_tokens: 200,
        cache_read_input_tokens: 0,
        cache_creation_input_tokens: 0,
      },
      content: [{ type: 'text', text: 'Nothing odd' }],
    }),
    result(
      'TaskUpdate',
      'u7',
      { taskId: '1', status: 'completed' },
      { success: true, taskId: '1', statusChange: { from: 'in_progress', to: 'completed' } },
    ),
    {
      ...base,
      hook_event_name: 'Stop',
      stop_hook_active: false,
      last_assistant_message: 'Renamed. All tests pass.',
      background_tasks: [],
    },
    { session_id: session, cwd: '/srv/shop', hook_event_name: 'SessionEnd', reason: 'other' },
  ];
}

/** A whole transcript of Claude Code: a prompt, an item of the list, an edit, a command that fails, a subagent and a second prompt. */
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import type { PastRow } from '@/lib/capture/past-runs/past-event';

const START = Date.parse('2026-10-01T08:00:00Z');

/** Returns the rows of a session, as its transcript and that of its subagent have them. */
export function transcriptOf(session: string): PastRow[] {
  const rows: PastRow[] = [];
  const lines: Record<string, number> = {};
  const add = (type: 'user' | 'assistant', fields: JsonObject, agent?: string) => {
    const file = agent === undefined ? 'main' : `agent-${agent}`;
    const at = new Date(START + rows.length * 1000).toISOString();
    const base = {
      type,
      uuid: `${session}-${rows.length}`,
      sessionId: session,
      timestamp: at,
      cwd: '/srv/shop',
    };
    const about = { version: '2.1.332', gitBranch: 'main', isSidechain: agent !== undefined };
    const line = lines[file] ?? 0;
    lines[file] = line + 1;
    rows.push({ file, line, row: { ...base, ...about, ...(agent && { agentId: agent }), ...fields } });
  };
  const person = (promptId: string, content: string, agent?: string) =>
    add('user', { promptId, message: { role: 'user', content } }, agent);
  const model = (id: string, block: JsonObject, agent?: string) => {
    const usage = { input_tokens: 200, cache_read_input_tokens: 800, output_tokens: 100 };
    add(
      'assistant',
      { message: { id, role: 'assistant', model: 'claude-sonnet-4-5', content: [block], usage } },
      agent,
    );
  };
  const use = (message: string, id: string, name: string, input: JsonObject, agent?: string) =>
    model(message, { type: 'tool_use', id: `${session}-${id}`, name, input }, agent);
  const result = (id: string, content: string, toolUseResult: JsonObject | string, agent?: string) => {
    const isError = typeof toolUseResult === 'string';
    const block = { type: 'tool_result', tool_use_id: `${session}-${id}`, content, is_error: isError };
    add('user', { promptId: 'p1', message: { role: 'user', content: [block] }, toolUseResult }, agent);
  };
  const edit = { file_path: '/srv/shop/cart.ts', old_string: 'sum', new_string: 'total' };
  const hunk = {
    oldStart: 1,
    oldLines: 1,
    newStart: 1,
    newLines: 1,
    lines: ['-const sum = 0;', '+const total = 0;'],
  };

  person('p1', 'Rename the sum of the cart');
  model('m1', { type: 'text', text: 'I begin with a list.' });
  use('m1', 't1', 'TaskCreate', { subject: 'Rename it', description: 'In the cart' });
  result('t1', 'Task #1 created', { task: { id: '1', subject: 'Rename it' } });
  use('m2', 't2', 'Edit', edit);
  result('t2', 'Updated', {
    filePath: edit.file_path,
    originalFile: 'const sum = 0;\n',
    structuredPatch: [hunk],
  });
  use('m3', 't3', 'Bash', { command: 'npm test' });
  result('t3', 'Exit code 1\n1 failed', 'Error: Exit code 1\n1 failed');
  use('m4', 't4', 'Agent', { description: 'Read the logs', prompt: 'Read them', subagent_type: 'Explore' });
  person('p1', 'Read them', 'a1');
  use('m5', 't5', 'Bash', { command: 'cat logs' }, 'a1');
  result('t5', 'empty', { stdout: 'empty', stderr: '', interrupted: false }, 'a1');
  model('m6', { type: 'text', text: 'Nothing there' }, 'a1');
  const answer = [{ type: 'text', text: 'Nothing there' }];
  result('t4', 'Nothing there', {
    status: 'completed',
    agentId: 'a1',
    content: answer,
    usage: { input_tokens: 9 },
  });
  use('m7', 't6', 'TaskUpdate', { taskId: '1', status: 'completed' });
  result('t6', 'Updated', { success: true, taskId: '1', statusChange: { from: 'pending', to: 'completed' } });
  model('m8', { type: 'text', text: 'All tests pass.' });
  person('p2', 'Now the basket');
  use('m9', 't7', 'Bash', { command: 'ls' });
  person('p2', '[Request interrupted by user]');
  return rows;
}

import { expect, it } from 'vitest';
import type { Json, JsonObject } from '@/lib/agent-execution/agent-execution.types';
import type { CapturedRow } from '../captured-row';
import { readResponse, type ToolOutcome } from '../tools/tool-call';
import { toolRow } from '../tools/tool-row';
import { hookTool } from './hook-tools';

const PATH = '/srv/shop/src/cart.ts';

/** Returns the row of a call in the folder /srv/shop. */
function rowOf(
  tool: string,
  input: JsonObject,
  { response, ...end }: Partial<ToolOutcome> & { response?: Json } = {},
): CapturedRow {
  const call = { call: 'c1', tool, input, cwd: '/srv/shop' };
  return toolRow(hookTool(tool), { ...call, ...readResponse(response), ...end });
}

const ROWS: [string, CapturedRow, CapturedRow][] = [
  [
    'an edit with the file before it and the diff',
    rowOf(
      'Edit',
      { file_path: PATH, old_string: 'sum', new_string: 'total' },
      {
        duration_ms: 12,
        response: {
          filePath: PATH,
          originalFile: 'a\nsum\n',
          structuredPatch: [
            { oldStart: 1, oldLines: 2, newStart: 1, newLines: 2, lines: [' a', '-sum', '+total'] },
          ],
        },
      },
    ),
    {
      action_type: 'edit',
      description: 'Edited src/cart.ts',
      entity_id: PATH,
      before_state: { path: PATH, text: 'a\nsum\n' },
      after_state: { path: PATH, patch: '@@ -1,2 +1,2 @@\n a\n-sum\n+total' },
      metadata: { tool: 'Edit', call: 'c1', duration_ms: 12 },
    },
  ],
  [
    'an edit whose answer has no diff',
    rowOf('MultiEdit', {
      file_path: PATH,
      edits: [
        { old_string: 'a\n', new_string: '' },
        { old_string: 'b', new_string: 'c' },
      ],
    }),
    {
      action_type: 'edit',
      description: 'Edited src/cart.ts',
      entity_id: PATH,
      after_state: { path: PATH, patch: '@@\n-a\n@@\n-b\n+c' },
      metadata: { tool: 'MultiEdit', call: 'c1' },
    },
  ],
  [
    'a new file with its text',
    rowOf(
      'Write',
      { file_path: '/tmp/a.md', content: 'hello\n' },
      {
        response: {
          type: 'create',
          filePath: '/tmp/a.md',
          content: 'hello\n',
          structuredPatch: [],
          originalFile: null,
        },
      },
    ),
    {
      action_type: 'edit',
      description: 'Wrote /tmp/a.md',
      entity_id: '/tmp/a.md',
      after_state: { path: '/tmp/a.md', text: 'hello\n' },
      metadata: { tool: 'Write', call: 'c1' },
    },
  ],
  [
    'an edit that failed, without a change',
    rowOf(
      'Edit',
      { file_path: PATH, old_string: 'a', new_string: 'b' },
      { error: 'String to replace not found' },
    ),
    {
      action_type: 'edit',
      description: 'Failed: Edit src/cart.ts',
      entity_id: PATH,
      error_message: 'String to replace not found',
      metadata: { tool: 'Edit', call: 'c1' },
    },
  ],
  [
    'a read without the content',
    rowOf(
      'Read',
      { file_path: PATH },
      { response: { type: 'text', file: { content: 'a', numLines: 1, totalLines: 9 } } },
    ),
    {
      action_type: 'read',
      description: 'Read src/cart.ts',
      entity_id: PATH,
      after_state: { path: PATH, lines: 1, of_lines: 9 },
      metadata: { tool: 'Read', call: 'c1' },
    },
  ],
  [
    'a commit',
    rowOf(
      'Bash',
      { command: 'git commit -m cart', description: 'Commit' },
      {
        response: {
          stdout: '1 file changed',
          stderr: '',
          interrupted: false,
          gitOperation: { commit: { sha: 'abc123' } },
        },
      },
    ),
    {
      action_type: 'command',
      description: 'Ran git commit -m cart',
      entity_id: 'abc123',
      after_state: { command: 'git commit -m cart', stdout: '1 file changed', exit_code: 0 },
      metadata: { tool: 'Bash', call: 'c1', purpose: 'Commit', git: { commit: { sha: 'abc123' } } },
    },
  ],
  [
    'a command that failed, with its first line',
    rowOf('Bash', { command: 'npm test\n# all' }, { error: 'Exit code 2\n1 test failed' }),
    {
      action_type: 'command',
      description: 'Ran npm test',
      after_state: { command: 'npm test\n# all', stdout: '1 test failed', exit_code: 2 },
      error_message: 'Exit code 2\n1 test failed',
      metadata: { tool: 'Bash', call: 'c1' },
    },
  ],
  [
    'a command whose exit code stands in its text alone',
    rowOf(
      'Bash',
      { command: 'npm test' },
      {
        response: 'Chunk ID: 1\nWall time: 0.1 seconds\nProcess exited with code 2\nOutput:\n1 test failed\n',
      },
    ),
    {
      action_type: 'command',
      description: 'Ran npm test',
      after_state: { command: 'npm test', stdout: '1 test failed\n', exit_code: 2 },
      error_message: 'Exit code 2\n1 test failed',
      metadata: { tool: 'Bash', call: 'c1' },
    },
  ],
  [
    'a command that was interrupted',
    rowOf('Bash', { command: 'npm test' }, { response: { stdout: 'run', interrupted: true } }),
    {
      action_type: 'command',
      description: 'Ran npm test',
      after_state: { command: 'npm test', stdout: 'run', is_interrupted: true },
      error_message: 'Interrupted',
      metadata: { tool: 'Bash', call: 'c1' },
    },
  ],
  [
    'a command that continues in the background, whose exit code is not known',
    rowOf(
      'Bash',
      { command: 'npm run dev' },
      { response: { stdout: '', interrupted: false, backgroundTaskId: 'b1' } },
    ),
    {
      action_type: 'command',
      description: 'Ran npm run dev',
      after_state: { command: 'npm run dev' },
      metadata: { tool: 'Bash', call: 'c1', background_task: 'b1' },
    },
  ],
  [
    'a question with its answer',
    rowOf(
      'AskUserQuestion',
      { questions: [{ question: 'Which database?' }] },
      {
        response: { answers: { 'Which database?': 'Postgres' } },
      },
    ),
    {
      action_type: 'question',
      description: 'Asked: Which database? Postgres',
      after_state: {
        questions: [{ question: 'Which database?' }],
        answers: { 'Which database?': 'Postgres' },
      },
      metadata: { tool: 'AskUserQuestion', call: 'c1' },
    },
  ],
  [
    'a tool of an MCP server with its input and result',
    rowOf('mcp__jira__create', { title: 'Cart' }, { response: [{ type: 'text', text: 'SHOP-1' }] }),
    {
      action_type: 'mcp',
      description: 'Called jira: create',
      after_state: { input: { title: 'Cart' }, result: 'SHOP-1' },
      metadata: { tool: 'mcp__jira__create', call: 'c1' },
    },
  ],
];

it.each(ROWS)('writes %s', (_, row, expected) => {
  expect(row).toStrictEqual(expected);
});

it.each([
  ['Grep', { pattern: 'sum\\(' }, 'Searched for sum\\('],
  ['WebFetch', { url: 'https://example.org/a' }, 'Fetched https://example.org/a'],
  ['WebSearch', { query: 'cart tax' }, 'Searched the web for cart tax'],
  ['Agent', { description: 'Count carts', prompt: 'Count' }, 'Ran agent: Count carts'],
  ['TodoWrite', { todos: [{ status: 'completed' }, {}] }, 'Updated the list: 1 of 2 completed'],
  ['TaskUpdate', { taskId: '2', status: 'completed' }, 'Updated item 2 of the list: completed'],
  ['TaskCreate', { subject: 'Ship it' }, 'Added to the list: Ship it'],
  ['ExitPlanMode', { plan: '# New cart\n\n1. Test' }, 'Plan approved: New cart'],
  ['Skill', { skill: 'review' }, 'Used skill review'],
  ['Teleport', {}, 'Called Teleport'],
])('describes %s', (tool, input, description) => {
  expect(rowOf(tool, input).description).toBe(description);
});

it('keeps both ends of a long output, and its length', () => {
  const stdout = `first${'x'.repeat(50_000)}last`;
  const { after_state } = rowOf('Bash', { command: 'make' }, { response: { stdout } });
  expect(after_state).toMatchObject({ is_cut: true, stdout_length: stdout.length });
  expect(String(after_state?.stdout)).toMatch(/^first.*last$/s);
  expect(String(after_state?.stdout).length).toBeLessThanOrEqual(20_000);
});

it('cuts a long command to one line of 200 characters', () => {
  const { description } = rowOf('Bash', { command: 'y'.repeat(999) });
  expect(description).toBe(`Ran ${'y'.repeat(199)}…`);
});

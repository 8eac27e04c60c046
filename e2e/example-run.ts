/** A run of Claude Code as its transcript has it, for the pictures: two items of a list, commands, edits and a failed test. */
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import type { PastRow } from '@/lib/capture/past-runs/past-event';

const SESSION = '7d1c2f4e-90ab-4c55-8e1d-2b6f0a9c3e11';
const HOUR_MS = 3_600_000;
const FOLDER = '/srv/ledger';

const explained = `Nested Loop  (actual time=0.9..2381402.7 rows=41207 loops=1)
  ->  Seq Scan on lines  (actual time=0.1..212.4 rows=41207 loops=1)
  ->  Seq Scan on invoices  (actual time=11.2..57.8 rows=1 loops=41207)
        Filter: (account_id = lines.account_id)
        Rows Removed by Filter: 2104388
Execution Time: 2381455.031 ms`;

const failed = `\u001b[32m✓\u001b[39m reads a file of lines \u001b[2m12 ms\u001b[22m
\u001b[32m✓\u001b[39m refuses a line without an account \u001b[2m3 ms\u001b[22m
\u001b[31m✗ imports the lines of a day\u001b[39m \u001b[2m41 ms\u001b[22m
  Expected: ["A-1", "B-7"]
  Received: ["B-7", "A-1"]

\u001b[31m1 failed\u001b[39m, \u001b[32m2 passed\u001b[39m`;

const passed = `\u001b[32m✓\u001b[39m reads a file of lines \u001b[2m12 ms\u001b[22m
\u001b[32m✓\u001b[39m refuses a line without an account \u001b[2m3 ms\u001b[22m
\u001b[32m✓\u001b[39m imports the lines of a day \u001b[2m38 ms\u001b[22m

\u001b[32m3 passed\u001b[39m`;

const reader = `export async function readLines(db: Database, day: string) {
  const lines = await db.query('select * from lines where day = $1', [day]);
  return lines;
}
`;

/** Adds rows to a transcript, a few seconds apart. */
function transcript(start: number) {
  const rows: PastRow[] = [];
  let at = start;
  const add = (type: 'user' | 'assistant', fields: JsonObject, seconds: number) => {
    at += seconds * 1000;
    const about = { type, uuid: `${SESSION}-${rows.length}`, sessionId: SESSION, cwd: FOLDER };
    const row = { ...about, timestamp: new Date(at).toISOString(), version: '2.1.332', ...fields };
    rows.push({ file: 'main', line: rows.length, row });
  };
  const model = (block: JsonObject, seconds: number) => {
    const usage = { input_tokens: 1840, cache_read_input_tokens: 21_300, output_tokens: 410 };
    const message = { role: 'assistant', model: 'claude-sonnet-4-5', content: [block], usage };
    add('assistant', { message: { id: `m${rows.length}`, ...message } }, seconds);
  };
  const use = (
    name: string,
    input: JsonObject,
    content: string,
    result: JsonObject | string,
    seconds = 4,
  ) => {
    const id = `${SESSION}-t${rows.length}`;
    model({ type: 'tool_use', id, name, input }, 3);
    const block = { type: 'tool_result', tool_use_id: id, content, is_error: typeof result === 'string' };
    add(
      'user',
      { promptId: 'p1', message: { role: 'user', content: [block] }, toolUseResult: result },
      seconds,
    );
  };
  return {
    rows,
    prompt: (content: string) => add('user', { promptId: 'p1', message: { role: 'user', content } }, 1),
    say: (text: string) => model({ type: 'text', text }, 6),
    item: (id: string, subject: string) =>
      use('TaskCreate', { subject, description: subject }, 'Created', { task: { id, subject } }),
    move: (taskId: string, from: string, to: string) =>
      use('TaskUpdate', { taskId, status: to }, 'Updated', {
        success: true,
        taskId,
        statusChange: { from, to },
      }),
    run: (command: string, stdout: string, seconds: number) =>
      use('Bash', { command }, stdout, { stdout, stderr: '', interrupted: false }, seconds),
    fail: (command: string, output: string, seconds: number) =>
      use('Bash', { command }, `Exit code 1\n${output}`, `Error: Exit code 1\n${output}`, seconds),
    edit: (path: string, originalFile: string, oldStart: number, lines: string[]) => {
      const linesOf = (sign: string) =>
        lines.filter((line) => !line.startsWith(sign)).map((line) => line.slice(1));
      const [before, after] = [linesOf('+'), linesOf('-')];
      const filePath = `${FOLDER}/${path}`;
      const input = { file_path: filePath, old_string: before.join('\n'), new_string: after.join('\n') };
      const hunk = { oldStart, oldLines: before.length, newStart: oldStart, newLines: after.length, lines };
      use('Edit', input, 'Updated', { filePath, originalFile, structuredPatch: [hunk] });
    },
  };
}

/** Returns the session and its rows. They are the same within an hour, so that another import of them changes nothing. */
export function exampleRun(now: number): { session: string; rows: PastRow[]; is_last: boolean } {
  const run = transcript(Math.floor(now / HOUR_MS - 1) * HOUR_MS);
  run.prompt('The nightly import takes 40 minutes. Find out why, and make it fast.');
  run.say('I measure first, then change one thing at a time.');
  run.item('1', 'Find the slow query');
  run.item('2', 'Make it fast, and keep the tests green');
  run.move('1', 'pending', 'in_progress');
  run.run('psql ledger -c "explain analyze $(cat import.sql)"', explained, 61);
  run.say(
    'Each of the 41,207 lines reads **all 2.1 million invoices**: `invoices.account_id` has no index. An index turns the inner scan into one look-up.',
  );
  run.move('1', 'in_progress', 'completed');
  run.move('2', 'pending', 'in_progress');
  run.edit('migrations/0042_invoice_account.sql', '-- Invoices by account.\n', 1, [
    ' -- Invoices by account.',
    '+create index concurrently invoices_account_id',
    '+  on invoices (account_id);',
  ]);
  run.fail('npm test -- import', failed, 9);
  run.say('The old scan happened to return the lines in order. The import has to ask for the order.');
  run.edit('src/read-lines.ts', reader, 1, [
    ' export async function readLines(db: Database, day: string) {',
    "-  const lines = await db.query('select * from lines where day = $1', [day]);",
    "+  const lines = await db.query('select * from lines where day = $1 order by id', [day]);",
    '   return lines;',
    ' }',
  ]);
  run.run('npm test -- import', passed, 8);
  run.move('2', 'in_progress', 'completed');
  run.say(
    'The import takes **11 seconds** instead of 40 minutes.\n\n- an index on `invoices.account_id`\n- the lines are read in order of `id`\n- all three tests pass',
  );
  return { session: SESSION, rows: run.rows, is_last: true };
}

import { expect, it, test } from 'vitest';
import type { JsonObject, Log } from '@/lib/agent-execution/agent-execution.types';
import { findImages } from './find-images';
import { errorOf, toEntry } from './transcript-entry';

const steps = { 1: 'Search literature\nwith care', 2: 'Analyze' };

function row(
  action_type: string,
  description: string,
  after_state: JsonObject | null,
  more: Partial<Log> = {},
) {
  const log = {
    action_type,
    description,
    after_state,
    metadata: {},
    step_number: 1,
    entity_id: null,
    error_message: null,
  };
  return { ...log, ...more };
}

test.each<[string, ReturnType<typeof row>, object]>([
  [
    'a prompt',
    row('prompt', 'Fix it', { prompt: 'Fix it\n\nPlease' }),
    { kind: 'prompt', text: 'Fix it\n\nPlease' },
  ],
  [
    'a message of a person',
    row('send_message', 'Leave out', { body: 'Leave out the old ones' }),
    { kind: 'prompt', text: 'Leave out the old ones' },
  ],
  [
    'a captured command',
    row(
      'command',
      'Ran npm test',
      { command: 'npm test\n', stdout: '\nok\n', stderr: 'warn' },
      { metadata: { purpose: 'Test', test: { exit_code: 0 } } },
    ),
    { kind: 'command', command: 'npm test\n', output: 'ok\nwarn', exitCode: 0, purpose: 'Test' },
  ],
  [
    'a command that an API agent logged',
    row('tool_call', 'Counts the principles', { command: 'wc -l', output: '12', exit_code: 1 }),
    { kind: 'command', command: 'wc -l', output: '12', exitCode: 1, purpose: 'Counts the principles' },
  ],
  [
    'a patch',
    row('edit', 'Edited a.ts', { path: '/srv/a.ts', patch: '@@\n-a\n+b' }),
    { kind: 'edit', path: 'a.ts', patch: '@@\n-a\n+b', text: null },
  ],
  [
    'a new file',
    row('edit', 'Wrote a.ts', { path: '/srv/a.ts', text: 'a' }),
    { kind: 'edit', patch: null, text: 'a' },
  ],
  [
    'a tool',
    row('search', 'Searched for x', { input: { pattern: 'x' }, result: 'a.ts' }),
    { kind: 'call', title: 'Searched for x', result: 'a.ts' },
  ],
  [
    'a subagent',
    row('agent', 'Ran agent: Find', { result: 'Two' }, { metadata: { tool: 'Agent', agent: 'a1' } }),
    { kind: 'call', title: 'Ran agent: Find', result: 'Two' },
  ],
  [
    'the end of a captured turn',
    row('complete_step', '', { message: '**Done**' }),
    { kind: 'move', title: 'Completed step 1: Search literature', text: '**Done**', state: null },
  ],
  [
    'a result of an API agent',
    row('complete_step', 'Found 15 papers', { findings_count: 15, status: 'completed' }),
    { kind: 'move', text: 'Found 15 papers', state: { findings_count: 15 } },
  ],
  [
    'a block',
    row('block', 'Operation failed', null, { step_number: 2 }),
    { kind: 'move', title: 'Blocked step 2: Analyze', text: 'Operation failed' },
  ],
  [
    'a block of the plan',
    row('block', '', null, { step_number: null }),
    { kind: 'move', title: 'Blocked the plan' },
  ],
  [
    'a started step',
    row('start_step', '', { status: 'in_progress' }),
    { kind: 'event', title: 'Started step 1: Search literature' },
  ],
  [
    'context',
    row(
      'set_context',
      'x',
      { context_value: 'y' },
      { metadata: { context_type: 'research', context_key: 'sources' } },
    ),
    { kind: 'event', title: 'Stored research/sources' },
  ],
  [
    'a request',
    row('request_decision', 'May I deploy?', null),
    { kind: 'move', title: 'Asked a person', text: 'May I deploy?' },
  ],
  [
    'a thought',
    row('decision', 'Kept the second paper', null),
    { kind: 'message', title: 'decision', text: 'Kept the second paper', state: null },
  ],
  ['a note with data', row('note', 'Counted', { words: 12 }), { kind: 'message', state: { words: 12 } }],
])('reads %s', (_, log, entry) => {
  expect(toEntry(log, steps)).toMatchObject(entry);
});

it('finds bitmaps in results, and nothing that could run', () => {
  const png = { type: 'image', data: 'aGk=', mimeType: 'image/png' };
  expect(findImages({ result: JSON.stringify([png, png]) })).toEqual([{ url: 'data:image/png;base64,aGk=' }]);
  expect(findImages({ source: { type: 'base64', media_type: 'image/jpeg', data: 'aGk=' } })).toHaveLength(1);
  expect(
    findImages({ a: { mimeType: 'image/svg+xml', data: 'aGk=' }, b: 'data:text/html;base64,aGk=' }),
  ).toEqual([]);
  expect(findImages({ a: { mimeType: 'image/png', data: '"><script>' } })).toEqual([]);
});

it('shows the error of a failed command as its output', () => {
  const failed = row(
    'command',
    'Ran npm test',
    { command: 'npm test' },
    { error_message: 'Exit code 2\n1 failed' },
  );
  const entry = toEntry(failed, steps);
  expect(entry).toMatchObject({ output: '1 failed', exitCode: 2 });
  expect(errorOf(failed, entry)).toBeNull();
  const refused = { ...failed, error_message: 'A rule refused it' };
  expect(errorOf(refused, toEntry(refused, steps))).toBe('A rule refused it');
});

it('nests the plan that carries out a step', () => {
  expect(
    toEntry(row('create_sub_plan', 'Created', null, { step_number: 2, entity_id: 'p1' }), steps),
  ).toEqual({
    kind: 'sub_plan',
    title: 'Analyze',
    planId: 'p1',
  });
});

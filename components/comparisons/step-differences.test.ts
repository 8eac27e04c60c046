import { expect, test } from 'vitest';
import type { ComparedRun, ComparedStep } from '@/lib/agent-execution/comparisons';
import { comparedFiles, comparedPairs, filesOfRun, runDuration } from './step-differences';

const step = (more: Partial<ComparedStep> = {}): ComparedStep => ({
  step_number: 1,
  action: 'test',
  description: 'Run the tests',
  status: 'completed',
  attempt: 1,
  estimated_duration: null,
  started_at: '2026-01-05T10:00:00Z',
  completed_at: '2026-01-05T10:00:30Z',
  error_message: null,
  result: { passed: 3 },
  result_bytes: 12,
  actions: 2,
  failed_actions: 0,
  files: [],
  usage: null,
  ...more,
});

const run = (...steps: ComparedStep[]): ComparedRun => ({
  plan_id: 'p',
  version: 1,
  is_past: false,
  plan_type: 'build',
  status: 'completed',
  task_id: 't',
  task_title: 'Task',
  created_by: 'claude',
  created_at: '2026-01-05T10:00:00Z',
  started_at: null,
  completed_at: null,
  usage: null,
  steps,
});

const compare = (left: ComparedStep, right: ComparedStep, is_moved = false) =>
  comparedPairs({
    left: run(left),
    right: run(right),
    pairs: [{ left: 1, right: 1, similarity: 1, is_moved }],
  })[0]?.differences;

test('finds no difference in time, cost or number of calls', () => {
  expect(compare(step(), step({ completed_at: '2026-01-05T10:09:00Z', actions: 9 }))).toEqual([]);
});

test.each<[string, Partial<ComparedStep>]>([
  ['outcome', { status: 'failed' }],
  ['description', { description: 'Run all tests' }],
  ['result', { result: { passed: 4 } }],
  ['error', { error_message: 'No network' }],
  ['files', { files: [{ path: 'a.ts', added: 1, removed: 0 }] }],
])('finds another %s', (word, more) => {
  expect(compare(step(), step(more))).toEqual([word]);
});

test('finds another order, and steps of one run alone', () => {
  expect(compare(step(), step(), true)).toEqual(['order']);
  const pairs = comparedPairs({
    left: run(step()),
    right: run(step()),
    pairs: [
      { left: 1, right: null, similarity: 0, is_moved: false },
      { left: null, right: 1, similarity: 0, is_moved: false },
    ],
  });
  expect(pairs.map(({ differences }) => differences)).toEqual([['only on the left'], ['only on the right']]);
});

test('adds up the files and times of a run', () => {
  const file = { path: 'a.ts', added: 1, removed: 2 };
  const whole = run(step({ files: [file] }), step({ step_number: 2, files: [file], started_at: null }));
  expect(filesOfRun(whole)).toEqual([{ path: 'a.ts', added: 2, removed: 4 }]);
  expect(runDuration(whole)).toBe(30_000);
  expect(runDuration(run())).toBeNull();
  expect(comparedFiles([{ ...file, path: 'b.ts' }], [file])).toMatchObject([
    { path: 'a.ts', left: null },
    { path: 'b.ts', right: null },
  ]);
});

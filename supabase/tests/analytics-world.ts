/** A small data set for the analytics, whose figures can be computed by hand. */
import { type Database, declareStep } from './identities.ts';
import { makeHistory } from './plan-history.ts';

const search = (estimated_duration: number) => declareStep(1, { action: 'search', estimated_duration });

/** Creates three plans of a task: two of research, one of which failed, and a build that was reopened after the range. */
export async function makeAnalyticsWorld(db: Database, taskId: string) {
  // 2 March 2026 is a Monday.
  await makeHistory(
    db,
    taskId,
    'research',
    '2026-03-02T09:00Z',
    [search(30), declareStep(2, { action: 'write', estimated_duration: 60 })],
    [
      ['2026-03-02T09:00Z', 'start_step', 1],
      ['2026-03-02T09:30Z', 'complete_step', 1, { confidence: 0.9 }],
      ['2026-03-02T09:30Z', 'start_step', 2],
      ['2026-03-02T10:00Z', 'block', 2, { error: 'No network', confidence: 0 }],
      ['2026-03-02T10:10Z', 'start_step', 2],
      ['2026-03-02T11:30Z', 'complete_step', 2, { confidence: 0.8 }],
    ],
  );
  await makeHistory(
    db,
    taskId,
    'research',
    '2026-03-03T08:00Z',
    [search(10)],
    [
      ['2026-03-03T08:00Z', 'start_step', 1],
      ['2026-03-03T08:20Z', 'fail_step', 1, { confidence: 0.6 }],
    ],
  );
  await makeHistory(
    db,
    taskId,
    'build',
    '2026-03-04T10:00Z',
    [search(20)],
    [
      ['2026-03-04T10:00Z', 'start_step', 1],
      ['2026-03-04T10:10Z', 'complete_step', 1, { confidence: 0.7 }],
      // This row is after the range. It still shows that the completion did not last.
      ['2026-03-10T10:00Z', 'reopen_step', 1],
    ],
  );
}

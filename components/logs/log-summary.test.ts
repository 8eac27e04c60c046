import { describe, expect, it } from 'vitest';
import { type LogSummary, toLogSummary } from './log-summary';

const row: LogSummary = {
  action_type: 'tool_call',
  actor: 'claude',
  actor_type: 'agent',
  agent_confidence: 0.9,
  created_at: '2026-03-03T12:00:00Z',
  occurred_at: '2026-03-03T12:00:00Z',
  description: 'Search',
  error_message: null,
  outcome: null,
  plan_id: 'p',
  seq: 1,
  step_number: 1,
  task_id: 't',
  task_title: 'Task',
};

describe('toLogSummary', () => {
  it('leaves short texts as they are', () => {
    expect(toLogSummary(row)).toEqual(row);
  });
  it('puts long texts on one short line without colour codes', () => {
    const long = `\u001b[31mred\u001b[0m\n\n${'x'.repeat(900)}`;
    const { description, error_message } = toLogSummary({ ...row, description: long, error_message: long });
    expect(description).toMatch(/^red x+…$/);
    expect(description.length).toBeLessThan(310);
    expect(error_message).toBe(description);
  });
  it('marks text that the database has cut, however short its line', () => {
    expect(toLogSummary({ ...row, description: `a${' '.repeat(999)}` }).description).toBe('a…');
  });
});

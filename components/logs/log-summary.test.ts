import { describe, expect, it } from 'vitest';
import type { Log } from '@/lib/agent-execution/agent-execution.types';
import { toLogSummary } from './log-summary';

const log: Log = {
  action_type: 'tool_call',
  actor: 'claude',
  actor_type: 'agent',
  after_state: null,
  agent_confidence: 0.9,
  before_state: null,
  created_at: '2026-03-03T12:00:00Z',
  description: 'Search',
  entity_id: null,
  error_message: null,
  hash: 'h',
  id: 'i',
  metadata: {},
  plan_id: 'p',
  prev_hash: null,
  seq: 1,
  step_number: 1,
  task_id: null,
  user_id: 'u',
};

describe('toLogSummary', () => {
  it('leaves the states out', () => {
    const summary = toLogSummary({ ...log, after_state: { output: 'x'.repeat(200_000) } });
    expect(JSON.stringify(summary).length).toBeLessThan(500);
  });
  it('puts long descriptions on one short line without colour codes', () => {
    const { description } = toLogSummary({
      ...log,
      description: `\u001b[31mred\u001b[0m\n\n${'x'.repeat(9000)}`,
    });
    expect(description).toMatch(/^red x+…$/);
    expect(description.length).toBeLessThan(310);
  });
  it.each([
    [null, { returncode: 1, output: '' }, 'exit 1'],
    [null, { findings_count: 15 }, '+1 key'],
    [{ a: 1, b: 2 }, { a: 1, b: 3, c: 4, d: 5 }, '+2 keys, 1 changed'],
    [{ a: 1 }, { a: 1 }, null],
    [null, 'text', 'value'],
    [null, null, null],
  ])('says of %j and %j: %s', (before_state, after_state, outcome) => {
    expect(toLogSummary({ ...log, before_state, after_state }).outcome).toBe(outcome);
  });
});

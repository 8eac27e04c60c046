import { describe, expect, it } from 'vitest';
import type { PlanWithDetails, Step, StepStatus } from '@/lib/agent-execution/agent-execution.types';
import { planStatusOf } from '@/lib/agent-execution/state';
import { exampleStep } from '@/tests/support/example-step';
import { applyMove } from './optimistic-plan';

const at = '2026-03-03T12:00:00Z';

function stepOf(step_number: number, status: StepStatus): Step {
  return exampleStep(step_number, {
    completed_at: status === 'completed' ? at : null,
    depends_on: step_number === 1 ? [] : [step_number - 1],
    error_message: status === 'blocked' ? 'No access' : null,
    started_at: status === 'in_progress' ? '2026-03-03T11:00:00Z' : null,
    status,
  });
}

function planOf(...statuses: StepStatus[]): PlanWithDetails {
  const steps = statuses.map((status, index) => stepOf(index + 1, status));
  return {
    agent_reasoning: null,
    as_of: at,
    completed_at: null,
    completed_steps: 0,
    created_at: at,
    created_by: 'claude',
    current_step: 1,
    estimated_duration: 60,
    id: 'p',
    last_hash: null,
    leases: [],
    next_claim_at: null,
    is_chain: true,
    parent: null,
    parent_plan_id: null,
    parent_step_number: null,
    sub_plans: [],
    last_seq: null,
    metadata: {},
    plan_json: { steps: [] },
    plan_type: 'research',
    started_at: null,
    status: planStatusOf(statuses, 'pending'),
    steps,
    subtasks: [],
    task: { id: 't', title: 'Task', completed: false },
    task_id: 't',
    total_steps: steps.length,
    updated_at: at,
    user_id: 'u',
    version: 1,
  };
}

describe('applyMove', () => {
  it('completes a step and advances the plan', () => {
    const plan = applyMove(planOf('in_progress', 'pending'), { step_number: 1, move: 'complete_step', at });
    expect(plan.steps[0]).toMatchObject({
      status: 'completed',
      started_at: '2026-03-03T11:00:00Z',
      completed_at: at,
    });
    expect(plan).toMatchObject({ status: 'in_progress', completed_steps: 1, current_step: 2 });
  });
  it('completes the plan with its last step', () => {
    const plan = applyMove(planOf('completed', 'pending'), { step_number: 2, move: 'complete_step', at });
    expect(plan).toMatchObject({ status: 'completed', completed_steps: 2, current_step: 3 });
  });
  it('clears error and times when a step is reopened', () => {
    const plan = applyMove(planOf('blocked'), { step_number: 1, move: 'reopen_step', at });
    expect(plan.steps[0]).toMatchObject({ status: 'pending', error_message: null, started_at: null });
    expect(plan.status).toBe('pending');
  });
  it('does not modify the given plan', () => {
    const before = planOf('pending');
    applyMove(before, { step_number: 1, move: 'complete_step', at });
    expect(before).toEqual(planOf('pending'));
  });
});

describe('planStatusOf', () => {
  it('gives a status set by a person priority', () => {
    expect(planStatusOf(['failed'], 'paused')).toBe('paused');
  });
  it('ranks failure above a block, and a block above work', () => {
    expect(planStatusOf(['in_progress', 'failed', 'blocked'], 'pending')).toBe('failed');
    expect(planStatusOf(['in_progress', 'blocked'], 'pending')).toBe('blocked');
  });
});

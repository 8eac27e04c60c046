import type { Step } from '@/lib/agent-execution/agent-execution.types';

/** A pending step, for tests that look at some of its fields. */
export const exampleStep = (step_number: number, more: Partial<Step> = {}): Step => ({
  action: 'search',
  agent_confidence: null,
  approved_at: null,
  attempt: 0,
  completed_at: null,
  depends_on: [],
  description: `Step ${step_number}`,
  error_message: null,
  estimated_duration: null,
  lease_expires_at: null,
  lease_owner: null,
  lease_token: 0,
  max_attempts: 1,
  plan_id: 'p',
  requires_approval: false,
  result: null,
  started_at: null,
  status: 'pending',
  step_number,
  subtask_id: null,
  updated_at: '2026-03-03T12:00:00Z',
  user_id: 'u',
  ...more,
});

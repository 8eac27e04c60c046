/** Runs plans for tests of executePlan and resumePlan, as a new person with a task. */
import { expect } from 'vitest';
import { type AgentExecution, createAgentExecution } from '@/lib/agent-execution/agent-execution.service';
import type { PlanStep, PlanWithDetails } from '@/lib/agent-execution/agent-execution.types';
import type { StepExecutor } from '@/lib/agent-execution/attempt-step';
import { signUp } from './test-client';

export interface PlanRuns {
  service: AgentExecution;
  taskId: string;
  execute(steps: PlanStep[], executor: StepExecutor, options?: object): Promise<PlanWithDetails>;
  /** Fails unless the hash chain of the plan is valid. */
  expectProof(planId: string): Promise<void>;
  /** Returns the action types of the plan's log, oldest first. */
  actions(planId: string): Promise<string[]>;
}

/** Heartbeats follow each other closely, so that the run soon notices what others do. */
export const brief = { lease_seconds: 1.5 };

export const declareWork = (step: number, more: Partial<PlanStep> = {}): PlanStep => ({
  step,
  action: 'work',
  description: `Step ${step}`,
  ...more,
});

/** Resolves to the reason of the signal once it aborts. */
export const aborted = (signal: AbortSignal) =>
  new Promise<unknown>((resolve) => {
    if (signal.aborted) resolve(signal.reason);
    signal.addEventListener('abort', () => resolve(signal.reason));
  });

export async function startRuns(): Promise<PlanRuns> {
  const service = createAgentExecution(await signUp());
  const taskId = (await service.createTask({ title: 'Run' })).id;
  return {
    service,
    taskId,
    execute: (steps, executor, options = {}) =>
      service.executePlan(taskId, 'implementation', steps, executor, { ...brief, ...options }),
    async expectProof(planId) {
      expect(await service.verifyLog(planId)).toMatchObject({ is_valid: true });
    },
    async actions(planId) {
      return ((await service.getPlan(planId, true)).logs ?? []).map((log) => log.action_type);
    },
  };
}

/** Reads captured sessions, which are projected some time after their events were acknowledged. */
import { vi } from 'vitest';
import { createAgentExecution } from '@/lib/agent-execution/agent-execution.service';
import type { PlanWithDetails } from '@/lib/agent-execution/agent-execution.types';
import type { TestCaller } from './test-caller';

/** Waits until a read returns a value. */
export function untilFound<T>(read: () => Promise<T | null | undefined>): Promise<T> {
  return vi.waitFor(
    async () => {
      const value = await read();
      if (value === null || value === undefined) throw new Error('The session was not projected.');
      return value;
    },
    { timeout: 15_000, interval: 50 },
  );
}

/** Returns the plan of a session with its log and context, once it is as expected. */
export function capturedPlan(
  caller: TestCaller,
  session: string,
  isExpected: (plan: PlanWithDetails) => boolean,
): Promise<PlanWithDetails> {
  const service = createAgentExecution(caller.db);
  return untilFound(async () => {
    const plans = await service.queryPlans({ plan_type: 'session', limit: 1000 });
    const found = plans.find(({ metadata }) => metadata.session === session);
    const plan = found && (await service.getPlan(found.id, true, true));
    return plan && isExpected(plan) ? plan : null;
  });
}

/** Returns the rows of a type, the newest first. */
export function rowsOf({ logs = [] }: PlanWithDetails, type: string) {
  return logs.filter(({ action_type }) => action_type === type);
}

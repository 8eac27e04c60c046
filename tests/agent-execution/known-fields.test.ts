/** Each method refuses a misspelled field by name, and sends no request. */
import { expect, test, vi } from 'vitest';
import { createAgentExecution } from '@/lib/agent-execution/agent-execution.service';

const rpc = vi.fn();
// No request may reach the client.
const service = createAgentExecution({ rpc, from: rpc } as never) as unknown as Record<
  string,
  (...args: unknown[]) => Promise<unknown>
>;
const plan = '7c9e6679-7425-40de-944b-000000000002';

test.each<[method: string, args: unknown[], message: string]>([
  [
    'createPlan',
    [{ task_id: 't', planType: 'a', steps: [] }],
    'planType is not a field here; did you mean plan_type?',
  ],
  [
    'createPlan',
    [{ task_id: 't', plan_type: 'a', steps: [], agent_reasoning: 'x' }],
    'did you mean reasoning?',
  ],
  ['updatePlan', [{ plan_id: plan, state: 'paused' }], 'did you mean status?'],
  ['queryPlans', [{ pageSize: 5 }], 'did you mean limit?'],
  ['queryLogs', [{ action: 'note' }], 'action is not a field here; the fields are'],
  ['completeStep', [plan, 1, { output: {} }], 'did you mean result?'],
  ['startStep', [plan, 1, { ttl: 60 }], 'did you mean lease_seconds?'],
  ['approveStep', [plan, 1, { graphHash: 'x' }], 'did you mean graph_hash?'],
  ['addLog', [{ plan_id: plan, action_type: 'note', confidence: 1 }], 'did you mean agent_confidence?'],
  ['setContext', [{ type: 'a', context_key: 'b', context_value: 'c' }], 'did you mean context_type?'],
  ['searchContext', [{ q: 'a' }], 'did you mean query?'],
  ['contextPack', [{ maxTokens: 5 }], 'did you mean max_tokens?'],
  ['claimNextStep', [{ planId: plan }], 'did you mean plan_id?'],
  ['queryTasks', [{ q: 'a' }], 'did you mean search?'],
])('refuses %s of %j', async (method, args, message) => {
  await expect(service[method]?.(...args)).rejects.toMatchObject({
    code: 'invalid_input',
    message: expect.stringContaining(message),
  });
  expect(rpc).not.toHaveBeenCalled();
});

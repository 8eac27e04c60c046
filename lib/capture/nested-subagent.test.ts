/** Copilot CLI: what a subagent within a subagent does names only the agent that started it. */
import { expect, test } from 'vitest';
import { createAgentExecution } from '@/lib/agent-execution/agent-execution.service';
import { capturedPlan, untilFound } from '@/tests/support/captured-plan';
import { createTestCaller } from '@/tests/support/test-caller';

test('a subagent within a subagent is a sub-plan of the session', async () => {
  const agent = await createTestCaller();
  const service = createAgentExecution(agent.db);
  let timestamp = Date.now();
  const send = (sessionId: string, fields: object) => {
    timestamp += 10;
    return agent.call('POST', '/ingest/copilot', {
      body: { sessionId, timestamp, cwd: '/srv/shop', ...fields },
    });
  };
  const begin = async (parentAgentId: string, agentId: string, inside: object) => {
    const toolArgs = { agent_type: agentId, description: `Work of ${agentId}`, prompt: 'Look' };
    await send(parentAgentId, { ...inside, toolName: 'task', toolArgs });
    await send(parentAgentId, { agentId, agentType: agentId, parentAgentId, agentName: agentId });
  };
  await send('nested', { prompt: 'Look around' });
  await begin('nested', 'outer', {});
  await capturedPlan(agent, 'nested', ({ sub_plans }) => sub_plans.length === 1);
  await begin('outer', 'inner', { agentId: 'outer', agentType: 'outer', parentAgentId: 'nested' });
  const inside = { agentId: 'inner', agentType: 'inner', parentAgentId: 'outer' };
  const toolResult = { resultType: 'success', textResultForLlm: 'cart.ts' };
  await send('inner', { ...inside, toolName: 'bash', toolArgs: { command: 'ls' }, toolResult });
  const plan = await capturedPlan(agent, 'nested', ({ sub_plans }) => sub_plans.length === 2);
  const inner = plan.sub_plans[1]?.plan_id ?? '';
  const rows = await untilFound(async () => {
    const { logs = [] } = await service.getPlan(inner, true);
    return logs.find(({ action_type }) => action_type === 'command');
  });
  expect(rows).toMatchObject({ description: 'Ran ls' });
  expect(await service.queryPlans({ plan_type: 'session' })).toHaveLength(1);
});

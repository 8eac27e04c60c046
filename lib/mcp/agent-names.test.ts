import { beforeAll, expect, test } from 'vitest';
import { type Session, startAgentSession, startSession } from '@/tests/support/test-session';

let person: Session;
let agent: Session;
let planId: string;

beforeAll(async () => {
  person = await startSession();
  agent = await startAgentSession(person, 'shared');
  const { data: task } = await person.db
    .from('deep_work_tasks')
    .insert({ title: 'Shared' })
    .select()
    .single();
  const steps = [1, 2, 3, 4].map((step) => ({
    step,
    action: 'work',
    description: `Step ${step}`,
    depends_on: [],
  }));
  const args = { task_id: task?.id ?? '', plan_type: 'test', steps };
  planId = (await person.db.rpc('agent_create_plan', args).throwOnError()).data.id;
});

async function ownerOf(step: number): Promise<string | null | undefined> {
  const steps = person.db.from('agent_execution_steps').select('lease_owner');
  return (await steps.eq('plan_id', planId).eq('step_number', step).single()).data?.lease_owner;
}

test('a claim belongs to the agent_name that the model sends', async () => {
  await agent.use('next_step', { plan_id: planId, lease_seconds: 30, agent_name: 'worker-1' });
  expect(await ownerOf(1)).toBe('worker-1 (shared)');
});

test('the client name is the default agent name', async () => {
  const client = { name: 'cursor', version: '1' };
  const params = {
    name: 'next_step',
    arguments: { plan_id: planId, lease_seconds: 30 },
    _meta: {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientInfo': client,
      'io.modelcontextprotocol/clientCapabilities': {},
    },
  };
  const headers = {
    'MCP-Protocol-Version': '2026-07-28',
    'Mcp-Method': 'tools/call',
    'Mcp-Name': 'next_step',
  };
  const response = await agent.post({ jsonrpc: '2.0', id: 1, method: 'tools/call', params }, headers);
  expect(response.status, await response.text()).toBe(200);
  expect(await ownerOf(2)).toBe('cursor (shared)');
});

test('the client name of the initialize message is the default agent name', async () => {
  await agent.use('next_step', { plan_id: planId, lease_seconds: 30 });
  expect(await ownerOf(3)).toBe('test (shared)');
});

test('a block is logged under the agent_name that the model sends', async () => {
  const block = { plan_id: planId, step_number: 4, outcome: 'block', error_message: 'No key' };
  await agent.use('report_step', { ...block, agent_name: 'worker-1' });
  const { data } = await person.db
    .from('agent_execution_logs')
    .select('action_type, actor')
    .eq('plan_id', planId)
    .eq('step_number', 4);
  expect(data).toEqual(
    expect.arrayContaining([
      { action_type: 'block', actor: 'worker-1 (shared)' },
      { action_type: 'set_context', actor: 'worker-1 (shared)' },
    ]),
  );
});

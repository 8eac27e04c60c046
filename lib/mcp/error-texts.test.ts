/** Over MCP, an error report accepts any error text. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { getPlan } from '@/lib/agent-execution/plans';
import { type Session, startAgentSession, startSession } from '@/tests/support/test-session';
import { leaseTokenIn, planIdIn } from '@/tests/support/tool-text';

const cleaned = /^E \ufffd \ufffd x{19000,}… \[cut from 30,006 characters\]$/;

let person: Session;
let agent: Session;
let planId: string;

beforeEach(async () => {
  person = await startSession();
  agent = await startAgentSession(person, 'ada');
  const steps = [{ action: 'do', description: 'Work' }];
  planId = planIdIn(await agent.use('create_plan', { task_title: 'Errors', plan_type: 'test', steps }));
});
afterEach(() => Promise.all([person, agent].map(({ client }) => client.close())));

const error_message = `E \0 \ud83d ${'x'.repeat(30_000)}`;
const reports = (['fail', 'block', 'skip', 'release'] as const).map((outcome) => ({ outcome }));

test.each(reports)('report_step $outcome cleans and cuts the error', async ({ outcome }) => {
  const claim = await agent.use('next_step', { plan_id: planId, lease_seconds: 60 });
  const texts =
    outcome === 'fail' || outcome === 'block' ? { error_message } : { description: error_message };
  await agent.use('report_step', {
    plan_id: planId,
    step_number: 1,
    outcome,
    lease_token: leaseTokenIn(claim),
    ...texts,
  });
  const { data: log } = await person.db
    .from('agent_execution_logs')
    .select('error_message, description')
    .eq('plan_id', planId)
    .in('action_type', ['fail_step', 'block', 'skip_step', 'release_step'])
    .single()
    .throwOnError();
  expect('error_message' in texts ? log.error_message : log.description).toMatch(cleaned);
  const [step] = (await getPlan(person.db, planId)).steps;
  if ('error_message' in texts) expect(step?.error_message).toMatch(cleaned);
});

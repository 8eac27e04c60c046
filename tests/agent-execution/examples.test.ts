/** Every example of the service works on a real database. */
import { beforeEach, describe, expect, test } from 'vitest';
import * as examples from '@/lib/agent-execution/agent-execution.examples';
import { type AgentExecution, createAgentExecution } from '@/lib/agent-execution/agent-execution.service';
import type { AgentExecutionClient, PlanStep } from '@/lib/agent-execution/agent-execution.types';
import { signUp } from '@/tests/support/test-client';
import { verifyLines } from '../../scripts/verify-log.mjs';

let supabase: AgentExecutionClient;
let agentExecution: AgentExecution;
let taskId: string;

beforeEach(async () => {
  supabase = await signUp();
  agentExecution = createAgentExecution(supabase);
  taskId = (await agentExecution.createTask({ title: 'Make a first principle systems prompt' })).id;
});

const steps: PlanStep[] = [
  { step: 1, action: 'build', description: 'Build it', estimated_duration: 10 },
  { step: 2, action: 'test', description: 'Test it', estimated_duration: 20 },
];

describe('the examples', () => {
  test('share a plan by a link', async () => {
    const plan = await examples.createResearchPlan(agentExecution, taskId);
    const url = await examples.shareForADay(agentExecution, plan, 'https://agents.example.com');
    expect(url).toMatch(/^https:\/\/agents\.example\.com\/shared\/[0-9a-f]{96}$/);
    expect(await agentExecution.listPlanShares({ plan_id: plan.id })).toMatchObject([{ opens: 0 }]);
  });

  test('ask a person and get the answer', async () => {
    const plan = await examples.createResearchPlan(agentExecution, taskId);
    const answered = examples.askWhereToDeploy(agentExecution, plan);
    await expect
      .poll(() => agentExecution.listDecisions({ plan_id: plan.id }))
      .toMatchObject([{ question: 'Where may I deploy?', options: [{ label: 'Staging' }, {}] }]);
    const [{ id = '' } = {}] = await agentExecution.listDecisions({ plan_id: plan.id });
    await agentExecution.decide(id, 'answer', { answers: 'Staging' });
    expect(await answered).toMatchObject({ outcome: 'answer', answer: { answers: 'Staging' } });
  });

  test('create a plan, log progress, store context, report, and read everything', async () => {
    const plan = await examples.createResearchPlan(agentExecution, taskId);
    expect(plan).toMatchObject({ status: 'pending', total_steps: 2, estimated_duration: 75 });
    const log = await examples.logProgress(agentExecution, plan);
    expect(log).toMatchObject({
      action_type: 'complete_step',
      after_state: { findings_count: 15 },
      agent_confidence: 0.95,
    });
    const entry = await examples.storeContext(agentExecution, plan);
    expect(entry).toMatchObject({ context_key: 'key_findings', metadata: { source: 'academic_paper' } });
    const updated = await examples.reportProgress(agentExecution, plan);
    expect(updated).toMatchObject({ status: 'in_progress', current_step: 2 });

    const full = await examples.getFullPlan(agentExecution, plan.id);
    expect(full.logs?.map((row) => row.action_type)).toEqual([
      'create_plan',
      'complete_step',
      'set_context',
      'update_plan',
    ]);
    expect(full.context).toMatchObject([{ id: entry.id }]);
    expect(full.steps).toMatchObject([
      { status: 'completed', result: { findings_count: 15 } },
      { status: 'pending' },
    ]);

    const { activePlans, taskPlans } = await examples.queryPlans(agentExecution, taskId);
    expect([activePlans, taskPlans]).toMatchObject([[{ id: plan.id }], [{ id: plan.id }]]);
    const { research, taskContext } = await examples.searchContext(agentExecution, taskId);
    expect([research, taskContext]).toMatchObject([[{ id: entry.id }], [{ id: entry.id }]]);

    const today = new Date().toISOString().slice(0, 10);
    const [found] = await examples.recall(agentExecution, 'what was learnt about questioning assumptions?');
    expect(found).toMatchObject({ id: entry.id, score: 1, context_key: 'key_findings' });
    expect(found?.highlights.map(([from, to]) => found.snippet.slice(from, to))).toContain('assumptions');

    const byDate = await examples.queryLogsByDate(agentExecution, today, today);
    expect(byDate).toEqual(
      [...(full.logs ?? [])].reverse().concat(expect.objectContaining({ action_type: 'create_task' })),
    );

    const [decision, quota, changed] = await examples.storeContexts(agentExecution, plan, entry);
    expect(decision).toMatchObject({ version: 1, expires_at: null });
    expect(quota?.expires_at).not.toBeNull();
    expect(changed).toMatchObject({ id: entry.id, version: 2 });
    await expect(examples.storeContexts(agentExecution, plan, entry)).rejects.toMatchObject({
      code: 'conflict',
    });
    expect((await agentExecution.getContextEntry(entry.id)).history).toHaveLength(2);
    const pack = await examples.packContext(agentExecution, plan);
    expect(pack).toContain('# Make a first principle systems prompt');
    expect(pack).toContain('questioning assumptions; two sources agree');
    await agentExecution.deleteContext(entry.id, 2);
    expect((await agentExecution.getContextEntry(entry.id)).entry).toBeNull();
    expect(await examples.queryLogsByDate(agentExecution, '2025-01-01', '2025-01-31')).toEqual([]);
  });

  test('complete every step and the plan of pattern 1, research', async () => {
    const plan = await examples.research(agentExecution, taskId, async (step) => ({ found: step.step }));
    expect(plan).toMatchObject({ status: 'completed', current_step: 4, completed_steps: 3 });
    const { steps: done } = await agentExecution.getPlan(plan.id);
    expect(done.map((step) => [step.status, step.result])).toEqual(
      [1, 2, 3].map((found) => ['completed', { found }]),
    );
  });

  test('create subtasks of pattern 2 by hand, and in one call that creates none twice', async () => {
    const plan = await examples.generateSubtasks(agentExecution, supabase, taskId, steps);
    const { subtasks, steps: linked } = await agentExecution.getPlan(plan.id);
    expect(subtasks.map((subtask) => [subtask.title, subtask.estimated_time])).toEqual([
      ['Build it', 10],
      ['Test it', 20],
    ]);
    expect(linked.map((step) => step.subtask_id)).toEqual(subtasks.map((subtask) => subtask.id));
    expect(await agentExecution.createSubtasks(plan.id)).toEqual([]);

    const another = await agentExecution.createPlan({
      task_id: taskId,
      plan_type: 'subtask_breakdown',
      steps,
    });
    expect(await agentExecution.createSubtasks(another.id, 'HIGH')).toMatchObject([
      { priority: 'HIGH' },
      { priority: 'HIGH' },
    ]);
  });

  test('block the plan of pattern 3, errors, and store the blocker', async () => {
    const plan = await agentExecution.createPlan({ task_id: taskId, plan_type: 'implementation', steps });
    await examples.handleErrors(agentExecution, plan, 1, () => Promise.reject(new Error('No network')));
    const blocked = await agentExecution.getPlan(plan.id, true, true);
    expect(blocked).toMatchObject({ status: 'blocked', agent_reasoning: 'Blocked: No network' });
    expect(blocked.steps[0]).toMatchObject({ status: 'blocked', error_message: 'No network' });
    expect(blocked.context).toMatchObject([
      { context_type: 'blockers', context_key: 'error_details', context_value: 'No network' },
    ]);
  });

  test('run the high-level execution', async () => {
    const plan = await examples.executeImplementation(agentExecution, taskId, steps);
    expect(plan.status).toBe('completed');
    expect(plan.steps.map((step) => step.result)).toEqual([{ result: 'success' }, { result: 'success' }]);
    expect(await agentExecution.queryContext({ plan_id: plan.id, context_type: 'notes' })).toHaveLength(2);
  });
});

test('the examples of versions, approvals, sub-plans and earlier states work', async () => {
  const plan = await examples.createResearchPlan(agentExecution, taskId);
  await agentExecution.completeStep(plan.id, 1, { result: { found: 3 } });
  const again = await examples.replanOrRevert(agentExecution, plan);
  expect(again).toMatchObject({
    version: 2,
    total_steps: 2,
    completed_steps: 1,
    status: 'awaiting_approval',
  });
  expect(await agentExecution.listPlanVersions(plan.id)).toMatchObject([
    { version: 2, reason: 'The archive is closed', changed: [2], kept: [1] },
    { version: 1 },
  ]);

  const approved = await examples.approveAsRead(agentExecution, plan.id, 2);
  expect(approved).toMatchObject({ status: 'pending', approved_hash: approved.graph_hash });
  const stale = agentExecution.rejectStep(plan.id, 2, { graph_hash: '0'.repeat(64) });
  await expect(stale).rejects.toMatchObject({ code: 'conflict' });

  const before = await examples.getPreviousState(agentExecution, plan.id);
  expect(before).toMatchObject({ status: 'awaiting_approval', steps: [{ result: { found: 3 } }, {}] });

  const detail = await examples.createSubPlan(agentExecution, again, steps.slice(0, 1));
  await agentExecution.completeStep(detail.id, 1);
  expect(await agentExecution.getPlan(plan.id)).toMatchObject({
    status: 'completed',
    sub_plans: [{ plan_id: detail.id, step_number: 2, status: 'completed' }],
  });

  const lines: string[] = [];
  for await (const line of await agentExecution.exportLog(plan.id)) lines.push(line.trimEnd());
  expect(await verifyLines(lines)).toMatchObject({ is_valid: true });
  await expect(agentExecution.exportLog(crypto.randomUUID())).rejects.toMatchObject({ code: 'not_found' });
});

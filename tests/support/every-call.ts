/** Makes every call of the service as one caller, and returns the results in a form that can be compared. */
import type { AgentExecution } from '@/lib/agent-execution/agent-execution.service';
import type { PlanStep } from '@/lib/agent-execution/agent-execution.types';
import { callRules, callTemplates, callWebhooks } from './calls-of-settings';
import { type Caller, createCaller, type Outcomes } from './recorded-calls';

const steps: PlanStep[] = [
  { step: 1, action: 'search', description: 'Search the sources', estimated_duration: 30 },
  { step: 2, action: 'analyze', description: 'Analyze the findings' },
  { step: 3, action: 'report', description: 'Write it down' },
];
/** Returns the id of a new task. */
async function callTasks({ execution, by, call }: Caller): Promise<string> {
  const task = await call('createTask', () => execution.createTask({ title: 'Study the sources', ...by }));
  const taskId = task?.id ?? '';
  await call('getTask', () => execution.getTask(taskId));
  await call('updateTask', () => execution.updateTask(taskId, { description: 'Thoroughly' }));
  const subtask = await call('addSubtask', () => execution.addSubtask(taskId, { title: 'First' }));
  const subtaskId = subtask?.id ?? '';
  await call('updateSubtask', () => execution.updateSubtask(taskId, subtaskId, { completed: true }));
  await call('deleteSubtask', () => execution.deleteSubtask(taskId, subtaskId));
  await call('queryTasks', async () =>
    (await execution.queryTasks({ limit: 100 })).filter(({ id }) => id === taskId),
  );
  return taskId;
}

/** Returns the id of a new plan. */
async function callPlans({ execution, call }: Caller, taskId: string): Promise<string> {
  const plan = await call('createPlan', () =>
    execution.createPlan({ task_id: taskId, plan_type: 'research', steps }),
  );
  const planId = plan?.id ?? '';
  await call('getPlan', () => execution.getPlan(planId, true, true));
  await call('queryPlans', () => execution.queryPlans({ task_id: taskId }));
  await call('updatePlan', () => execution.updatePlan({ plan_id: planId, agent_reasoning: 'Sources first' }));
  await call('createSubtasks', () => execution.createSubtasks(planId, 'HIGH'));
  await call('editStep', () => execution.editStep(planId, 3, { description: 'Write all of it down' }));
  await call('addStep', () => execution.addStep(planId, { action: 'send', description: 'Send it' }));
  await call('addStep', () => execution.addStep(planId, { action: 'keep', description: 'Keep it' }));
  await call('reorderSteps', () => execution.reorderSteps(planId, [5, 4]));
  return planId;
}

async function callSteps({ execution, call }: Caller, planId: string): Promise<void> {
  const claim = await call('claimNextStep', () =>
    execution.claimNextStep({ plan_id: planId, lease_seconds: 60 }),
  );
  const token = (claim && 'lease_token' in claim && claim.lease_token) || 0;
  await call('listLeases', () => execution.listLeases({ plan_id: planId }));
  await call('heartbeat', () => execution.heartbeat(planId, 1, token));
  await call('releaseStep', () => execution.releaseStep(planId, 1, { lease_token: token }));
  await call('startStep', () => execution.startStep(planId, 1));
  await call('blockStep', () => execution.blockStep(planId, 1, 'The library is closed'));
  await call('undoMove', () => execution.undoMove(planId, 1, { description: 'It is open again' }));
  await call('blockStep', () => execution.blockStep(planId, 1, 'The library is closed'));
  await call('reopenStep', () => execution.reopenStep(planId, 1));
  await call('startStep', () => execution.startStep(planId, 1));
  await call('failStep', () => execution.failStep(planId, 1, { error_message: 'It is closed for good' }));
  await call('reopenStep', () => execution.reopenStep(planId, 1));
  await call('completeStep', () => execution.completeStep(planId, 1, { result: { found: 15 } }));
  await call('skipStep', () => execution.skipStep(planId, 2));
}

async function callVersions({ execution, call }: Caller, planId: string): Promise<void> {
  const replanned = [
    ...steps.slice(0, 2),
    { step: 3, action: 'report', description: 'Tell it', requires_approval: true },
  ];
  await call('replan', () => execution.replan(planId, replanned, 'Telling is enough'));
  await call('listPlanVersions', () => execution.listPlanVersions(planId));
  await call('comparePlanVersions', () => execution.comparePlanVersions(planId, 1));
  await call('getStepGate', () => execution.getStepGate(planId, 3));
  await call('rejectStep', () => execution.rejectStep(planId, 3, { error_message: 'Not yet' }));
  await call('reopenStep', () => execution.reopenStep(planId, 3));
  await call('approveStep', () => execution.approveStep(planId, 3));
  await call('revertPlan', () => execution.revertPlan(planId, 1, 'Writing is better'));
  await call('pausePlan', () => execution.pausePlan(planId));
  await call('resumePlan', () => execution.resumePlan(planId));
}

async function callMessages({ execution, call }: Caller, planId: string): Promise<void> {
  const message = { plan_id: planId, body: 'Use the other library' };
  await call('sendMessage', () => execution.sendMessage(message));
  await call('takeMessages', () => execution.takeMessages({ plan_id: planId }));
  await call('listMessages', async () =>
    // A pause and its end are messages if an agent has worked on the plan.
    (await execution.listMessages(planId)).filter(({ kind }) => kind === 'message'),
  );
}

async function callLogs({ execution, call }: Caller, taskId: string, planId: string): Promise<void> {
  await call('addLog', () => execution.addLog({ plan_id: planId, action_type: 'note', description: 'One' }));
  await call('addLogs', () =>
    execution.addLogs([{ plan_id: planId, action_type: 'note', description: 'Two' }]),
  );
  await call('ingestLogs', () =>
    execution.ingestLogs([{ task_id: taskId, action_type: 'note', description: 'Three' }]),
  );
  await call('queryLogs', async () => [
    await execution.queryLogs({ plan_id: planId, order: 'asc', limit: 2 }),
    await execution.queryLogs({ plan_id: planId, search: 'two', limit: 5 }),
  ]);
  const moments = await call('listPlanMoments', () => execution.listPlanMoments(planId));
  const [moment] = moments ?? [];
  await call('getPlanAt', () =>
    execution.getPlanAt(planId, moment && 'seq' in moment ? Number(moment.seq) : 0),
  );
  await call('verifyLog', () => execution.verifyLog(planId));
  await call('exportLog', async () => {
    let lines = 0;
    for await (const _ of await execution.exportLog(planId)) lines += 1;
    return lines;
  });
}

async function callDecisions({ execution, call }: Caller, planId: string): Promise<void> {
  const asked = await call('ask', () =>
    execution.ask({ plan_id: planId, question: 'Which?', decision_key: 'k' }),
  );
  const id = asked?.id ?? '';
  await call('listDecisions', () => execution.listDecisions({ plan_id: planId }));
  await call('getDecision', () => execution.getDecision(id));
  await call('decide', () => execution.decide(id, 'answer', { answers: 'This one' }));
  await call('awaitDecision', async () => (await execution.awaitDecision(id, 0)).outcome);
  const other = await call('ask', () => execution.ask({ plan_id: planId, question: 'When?' }));
  await call('withdrawDecision', () => execution.withdrawDecision(other?.id ?? '', 'Not needed'));
}

async function callContext({ execution, by, call }: Caller, taskId: string, planId: string): Promise<void> {
  const entry = {
    task_id: taskId,
    plan_id: planId,
    context_type: 'research',
    context_key: 'k',
    context_value: 'zebras',
  };
  const set = await call('setContext', () => execution.setContext(entry));
  await call('setContexts', () =>
    execution.setContexts([{ ...entry, context_key: 'l', context_value: 'lions' }]),
  );
  await call('getContext', () => execution.getContext(taskId));
  await call('getContextEntry', () => execution.getContextEntry(set?.id ?? ''));
  await call('queryContext', () => execution.queryContext({ plan_id: planId }));
  await call('searchContext', () => execution.searchContext({ query: 'zebras', ...by }));
  await call('searchContext', () => execution.searchContext({ query: 'zebras', plan_id: planId }));
  await call('contextPack', async () => {
    // The names of actors and numbers of log rows differ in their tokens.
    const { task, pieces, left_out } = await execution.contextPack({ task_id: taskId });
    return { task, titles: pieces.map(({ title }) => title), left_out: left_out.length };
  });
  await call('deleteContext', () => execution.deleteContext(set?.id ?? ''));
}

async function callAnalytics({ execution, call }: Caller, planId: string): Promise<void> {
  // The service key sees the plans of every person.
  await call('planAnalytics', async () => Object.keys(await execution.planAnalytics()));
  await call('endedSteps', async () => Object.keys(await execution.endedSteps({ status: 'completed' })));
  await call('listAttempts', async () => Object.keys(await execution.listAttempts({ outcome: 'completed' })));
  await call('forecastPlan', () => execution.forecastPlan(planId));
  const usage = { usage_key: 'call-1', model: 'claude-sonnet-4-5', input_tokens: 100, output_tokens: 20 };
  await call('reportUsage', () => execution.reportUsage(planId, [usage]));
  const budget = await call('setBudget', () => execution.setBudget({ plan_id: planId, limit_usd: 5 }));
  await call('listBudgets', () => execution.listBudgets({ plan_id: planId }));
  await call('deleteBudget', () => execution.deleteBudget(budget?.id ?? ''));
  await call('planEvidence', () => execution.planEvidence(planId));
  await call('planAdherence', async () => {
    // Only rows of agents are calls: those of the service key, and not those of a person.
    const { calls: _, ...adherence } = await execution.planAdherence(planId);
    return adherence;
  });
  await call('adherence', async () => (await execution.adherence()).agents.length > 0);
  await call('listLearnt', async () =>
    Array.isArray(await execution.listLearnt({ since: '2026-01-01T00:00:00Z' })),
  );
  await call('comparePlans', () =>
    execution.comparePlans({ plan_id: planId }, { plan_id: planId, version: 1 }),
  );
  await call('planFailures', () => execution.planFailures(planId, { error_message: 'No network 7' }));
  await call('sumUsage', () => execution.sumUsage({ plan_id: planId, group_by: ['step_number', 'model'] }));
}

async function callPlanShares({ execution, by, call }: Caller, planId: string): Promise<void> {
  // Each token is random.
  const link = await call('sharePlan', async () => ({
    ...(await execution.sharePlan(planId, by)),
    token: 'token',
  }));
  await call('listPlanShares', () => execution.listPlanShares({ plan_id: planId, ...by }));
  await call('revokePlanShare', () => execution.revokePlanShare(link?.id ?? '', by));
}

async function callTransfer({ execution, by, call }: Caller, taskId: string, planId: string): Promise<void> {
  const executed = await call('executePlan', () =>
    execution.executePlan(taskId, 'implementation', steps.slice(0, 1), async () => ({ result: 'success' })),
  );
  await call('exportPlan', () => execution.exportPlan(planId));
  const document = await call('exportTask', async () => {
    const exported = await execution.exportTask(taskId);
    // Subtasks created together have no order of their own.
    return { ...exported, subtasks: exported.subtasks.sort((a, b) => a.title.localeCompare(b.title)) };
  });
  await call('importDocument', () => execution.importDocument(document, by));
  const importId = crypto.randomUUID();
  const rows = [{ table: 'deep_work_tasks', row: { id: `imported-${importId}`, title: 'Imported' } }];
  await call('stageImport', () => execution.stageImport(importId, rows, by));
  await call('importEverything', () => execution.importEverything(importId, rows.length, by));
  await call('cancelPlan', () => execution.cancelPlan(planId));
  await call('deletePlan', () => execution.deletePlan(executed?.id ?? ''));
  await call('deleteTask', () => execution.deleteTask(taskId));
}

/** Makes the calls in an order that works; `user_id` names the person for the service key, and is undefined for a person. */
export async function makeEveryCall(
  execution: AgentExecution,
  user_id: string | undefined,
): Promise<Outcomes> {
  const outcomes: Outcomes = new Map();
  const caller = createCaller(execution, user_id, outcomes);
  const taskId = await callTasks(caller);
  const planId = await callPlans(caller, taskId);
  await callSteps(caller, planId);
  await callVersions(caller, planId);
  await callMessages(caller, planId);
  await callLogs(caller, taskId, planId);
  await callDecisions(caller, planId);
  await callContext(caller, taskId, planId);
  await callAnalytics(caller, planId);
  const templateId = await callTemplates(caller, taskId, planId);
  await callRules(caller, templateId);
  await callWebhooks(caller);
  await callPlanShares(caller, planId);
  await callTransfer(caller, taskId, planId);
  return outcomes;
}

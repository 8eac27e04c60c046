/**
 * The story of the API examples: an agent works on a task and calls every operation at least once. The first request of
 * an operation and its response are its example.
 */
import type { Ask } from './ask';
import { capture, decide, measure, steer } from './run-story';
import { automate, configureWebhook, share } from './settings-story';

const steps = [
  { step: 1, action: 'search', description: 'Research existing frameworks', estimated_duration: 30 },
  { step: 2, action: 'analyze', description: 'Analyze the architecture', estimated_duration: 45 },
  { step: 3, action: 'extract', description: 'Extract core principles', estimated_duration: 60 },
  { step: 4, action: 'design', description: 'Design the prompt structure', estimated_duration: 90 },
];

async function planAndWork(ask: Ask): Promise<{ taskId: string; id: string }> {
  const task = await ask('createTask', {
    body: { title: 'Make a first principle systems prompt', priority: 'HIGH', category: 'prompts' },
  });
  await ask('getTask', { params: { id: task.id } });
  await ask('queryTasks', { query: { limit: 10 } });
  const reasoning = 'Research first-principles thinking before designing anything';
  const body = { task_id: task.id, plan_type: 'research', steps, reasoning };
  const { id } = await ask('createPlan', { body });
  await ask('startStep', { params: { id, step: 1 }, body: {} });
  await ask('completeStep', {
    params: { id, step: 1 },
    body: { description: 'Read five papers', result: { findings_count: 15 }, agent_confidence: 0.95 },
  });
  await ask('addPlanLog', {
    params: { id },
    body: {
      step_number: 2,
      action_type: 'tool_call',
      description: 'Ran the dependency graph',
      metadata: { exit_code: 0 },
    },
  });
  const calls = ['grep -n principle docs', 'npm test'].map((description) => ({
    step_number: 2,
    action_type: 'tool_call',
    description,
  }));
  await ask('ingestPlanLogs', { params: { id }, body: calls });
  await ask('ingestLogs', {
    query: { on_error: 'continue' },
    body: [
      { plan_id: id, action_type: 'note', description: 'The tests are slow' },
      {
        plan_id: id,
        step_number: 9,
        action_type: 'note',
        description: 'A note on a step that does not exist',
      },
    ],
  });
  await ask('failStep', {
    params: { id, step: 2 },
    body: { error_message: 'The graph has a cycle', agent_confidence: 0.8 },
  });
  await ask('reopenStep', { params: { id, step: 2 }, body: { description: 'The cycle is gone' } });
  await ask('blockStep', { params: { id, step: 2 }, body: { error_message: 'No access to the repository' } });
  await ask('undoMove', { params: { id, step: 2 }, body: { description: 'The repository opened' } });
  await ask('skipStep', { params: { id, step: 2 }, body: { description: 'Known from an earlier plan' } });
  return { taskId: task.id, id };
}

async function changePlan(ask: Ask, id: string): Promise<void> {
  await ask('editStep', { params: { id, step: 4 }, body: { estimated_duration: 75 } });
  await ask('addStep', {
    params: { id },
    body: { action: 'validate', description: 'Validate with samples' },
  });
  await ask('reorderSteps', { params: { id }, body: { step_order: [3, 5, 4] } });
  await ask('replan', {
    params: { id },
    body: {
      steps: [
        ...steps.slice(0, 3),
        { step: 4, action: 'write', description: 'Write the prompt', estimated_duration: 120 },
      ],
      reason: 'The structure follows from the principles',
    },
  });
  await ask('listPlanVersions', { params: { id } });
  await ask('comparePlanVersions', { params: { id, version: 1 }, query: { with: 2 } });
  await ask('revertPlan', {
    params: { id, version: 1 },
    body: { reason: 'The design needs a separate step' },
  });
}

async function rememberAndFind(ask: Ask, id: string, taskId: string): Promise<void> {
  const { id: entry } = await ask('setContext', {
    body: {
      plan_id: id,
      step_number: 1,
      context_type: 'research',
      context_key: 'key_findings',
      context_value: 'First-principles thinking requires questioning assumptions.',
      metadata: { source: 'academic_paper' },
    },
  });
  await ask('queryContext', { query: { plan_id: id } });
  await ask('searchContext', { query: { query: 'which assumptions?', task_id: taskId } });
  await ask('contextPack', { query: { plan_id: id, max_tokens: 1000 } });
  // Uses are counted shortly after they happen.
  await new Promise((resolve) => setTimeout(resolve, 600));
  await ask('getContextEntry', { params: { id: entry } });
  await ask('deleteContext', { params: { id: entry }, query: { if_version: 1 } });
}

async function approve(ask: Ask, taskId: string): Promise<void> {
  const gated = ['Publish the prompt', 'Announce it'].map((description, index) => ({
    step: index + 1,
    action: 'release',
    description,
    depends_on: [],
    requires_approval: true,
  }));
  const { id } = await ask('createPlan', { body: { task_id: taskId, plan_type: 'release', steps: gated } });
  await ask('getStepGate', { params: { id, step: 1 } });
  await ask('approveStep', { params: { id, step: 1 }, body: { description: 'Read it, publish it' } });
  await ask('rejectStep', { params: { id, step: 2 }, body: { description: 'Not before Monday' } });
}

async function analyze(ask: Ask): Promise<void> {
  const today = new Date().toISOString().slice(0, 10);
  await ask('endedSteps', { query: { status: 'completed', limit: 2 } });
  await ask('listAttempts', { query: { outcome: 'completed', limit: 2 } });
  await ask('planAnalytics', {
    query: { start_date: today, end_date: today, grouping: 'day', time_zone: 'UTC' },
  });
}

/** Forecasts need completed steps. */
async function completePlan(ask: Ask, taskId: string): Promise<void> {
  const five = ['Read', 'Compare', 'Draft', 'Try', 'Polish'].map((description, index) => ({
    step: index + 1,
    action: 'write',
    description,
    estimated_duration: 20,
  }));
  const { id } = await ask('createPlan', { body: { task_id: taskId, plan_type: 'draft', steps: five } });
  for (const { step } of five) {
    await ask('startStep', { params: { id, step }, body: {} });
    await ask('completeStep', { params: { id, step }, body: {} });
  }
}

/** Agents that share work claim steps under leases. */
async function claimAndRelease(ask: Ask, taskId: string): Promise<void> {
  await ask('createPlan', { body: { task_id: taskId, plan_type: 'review', steps: steps.slice(0, 2) } });
  const { step, lease_token } = await ask('claimNextStep', {
    body: { plan_type: 'review', lease_seconds: 60 },
  });
  const params = { id: step.plan_id, step: step.step_number };
  await ask('heartbeat', { params, body: { lease_token, lease_seconds: 60 } });
  await ask('listLeases', { query: { plan_id: step.plan_id } });
  await ask('releaseStep', { params, body: { lease_token, description: 'Called away' } });
}

async function readAll(ask: Ask, id: string, taskId: string): Promise<void> {
  await ask('createSubtasks', { params: { id }, body: { priority: 'MEDIUM' } });
  await ask('listSubtasks', { params: { id } });
  await ask('listSteps', { params: { id } });
  await ask('getStep', { params: { id, step: 1 } });
  await ask('getPlan', { params: { id } });
  const moments = await ask('listPlanMoments', { params: { id } });
  await ask('getPlanAt', { params: { id }, query: { seq: moments[3].seq } });
  await ask('queryPlans', { query: { task_id: taskId, plan_type: 'research' } });
  await ask('addLog', {
    body: { plan_id: id, action_type: 'decision', description: 'Kept the second paper' },
  });
  await ask('queryLogs', { query: { action_type: 'complete_step,fail_step', limit: 2 } });
  await ask('queryPlanLogs', { params: { id }, query: { order: 'asc', limit: 2 } });
  await ask('verifyLog', { params: { id } });
  await ask('exportLog', { params: { id } });
  await ask('forecastPlan', { params: { id } });
}

async function pause(ask: Ask, id: string): Promise<void> {
  await ask('updatePlan', {
    params: { id },
    body: { status: 'paused', agent_reasoning: 'Waits for access' },
  });
}

/** A small task, so that its document is short enough to read. */
async function transfer(ask: Ask): Promise<void> {
  const task = await ask('createTask', { body: { title: 'Move the notes' } });
  const { id } = await ask('createPlan', {
    body: {
      task_id: task.id,
      plan_type: 'chore',
      steps: [{ step: 1, action: 'move', description: 'Move them' }],
    },
  });
  await ask('exportPlan', { params: { id } });
  const copy = await ask('importDocument', { body: await ask('exportTask', { params: { id: task.id } }) });
  await ask('updateTask', { params: { id: task.id }, body: { priority: 'LOW', completed: true } });
  const subtask = await ask('addSubtask', { params: { id: task.id }, body: { title: 'Find the notes' } });
  const there = { id: task.id, subtask: subtask.id };
  await ask('updateSubtask', { params: there, body: { completed: true } });
  await ask('deleteSubtask', { params: there });
  const rows = [{ table: 'deep_work_tasks', row: await ask('getTask', { params: { id: task.id } }) }];
  const whole = { import: '0b6d0f3e-5c1a-4a0e-9d53-6f2f1d7c9a11' };
  await ask('stageImport', { params: whole, body: rows });
  await ask('importEverything', { params: whole, body: { rows: rows.length } });
  await ask('deletePlan', { params: { id: copy.plan_ids[0] } });
  await ask('deleteTask', { params: { id: copy.task_id } });
}

export async function runStory(ask: Ask): Promise<void> {
  const { id, taskId } = await planAndWork(ask);
  await changePlan(ask, id);
  await rememberAndFind(ask, id, taskId);
  await approve(ask, taskId);
  await analyze(ask);
  await completePlan(ask, taskId);
  await automate(ask, id, taskId);
  await claimAndRelease(ask, taskId);
  await configureWebhook(ask);
  await share(ask, id);
  await transfer(ask);
  await readAll(ask, id, taskId);
  await steer(ask, id);
  await measure(ask, id);
  await decide(ask, id);
  await capture(ask);
  await pause(ask, id);
}

/** The requests of the story about a run: messages, budgets, evidence, decisions and captured events. */
import type { Ask } from './ask';
import { pastRun } from './past-run';

/** A person steers the agent: messages and a budget. */
export async function steer(ask: Ask, id: string): Promise<void> {
  await ask('sendMessage', { params: { id }, body: { body: 'Leave out the papers from before 2020' } });
  await ask('takeMessages', { params: { id }, body: { agent_name: 'worker-1' } });
  await ask('listMessages', { params: { id } });
  const budget = await ask('setBudget', { body: { plan_id: id, limit_usd: 5 } });
  await ask('reportUsage', {
    params: { id },
    body: {
      usage: [
        {
          usage_key: 'msg_01',
          step_number: 1,
          model: 'claude-sonnet-4-5',
          input_tokens: 1200,
          output_tokens: 180,
          cost_usd: 0.0063,
        },
      ],
    },
  });
  await ask('listBudgets', { query: { plan_id: id } });
  await ask('deleteBudget', { params: { budget: budget.id } });
}

/** Reads what the plan proves, cost and taught. */
export async function measure(ask: Ask, id: string): Promise<void> {
  await ask('planEvidence', { params: { id } });
  await ask('planAdherence', { params: { id } });
  await ask('adherence');
  await ask('listLearnt', { query: { since: '2026-01-01T00:00:00Z' } });
  await ask('comparePlans', { query: { left: id, left_version: 1, right: id } });
  await ask('planFailures', {
    params: { id },
    query: { error_message: 'connect ECONNREFUSED 127.0.0.1:5432' },
  });
  await ask('sumUsage', { query: { plan_id: id, group_by: 'step_number,model' } });
}

/** An agent asks a person, who also decides by rules. */
export async function decide(ask: Ask, id: string): Promise<void> {
  await ask('saveDecisionRules', {
    body: { project: '/home/ada/shop', rules: [{ effect: 'deny', action: 'command', pattern: 'git push*' }] },
  });
  await ask('listDecisionRules');
  await ask('tryDecisionRule', {
    body: { rule: { effect: 'allow', action: 'read', pattern: '/home/ada/shop/**' } },
  });
  const asked = await ask('ask', {
    params: { id },
    body: { question: 'Which journal first?', options: [{ label: 'Nature' }, { label: 'Science' }] },
  });
  await ask('listDecisions', { query: { plan_id: id } });
  await ask('decide', { params: { id: asked.id }, body: { outcome: 'answer', answers: 'Nature' } });
  await ask('getDecision', { params: { id: asked.id }, query: { wait: 0 } });
  const unneeded = await ask('ask', { params: { id }, body: { question: 'Is a preprint enough?' } });
  await ask('withdrawDecision', { params: { id: unneeded.id }, body: { reason: 'The paper was published' } });
}

/** A coding agent is captured. */
export async function capture(ask: Ask): Promise<void> {
  await ask('saveMemoryProject', { body: { project: '/srv/secret', is_on: false } });
  await ask('listMemoryProjects', {});
  await ask('ingestEvents', {
    params: { client: 'claude-code' },
    body: {
      session_id: '4c2a9d3e-8a51-4b7f-9a3e-2f6f0d1c7b11',
      hook_event_name: 'SessionStart',
      source: 'startup',
      cwd: '/home/ada/shop',
      model: 'claude-sonnet-4-5',
    },
  });
  await ask('listCaptureProblems', { query: { limit: 10 } });
  await ask('saveDropRules', { body: { project: '/home/ada/shop', rules: [{ path_glob: 'secrets/**' }] } });
  await ask('listDropRules');
  await ask('getConnectorFiles', { params: { client: 'codex' } });
  await ask('importPastRun', { params: { client: 'claude-code' }, body: pastRun });
}

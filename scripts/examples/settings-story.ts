/** The requests of the story about templates, rules, webhooks and links. */
import type { Ask } from './ask';

/** Templates, and a rule that creates a plan from one. */
export async function automate(ask: Ask, planId: string, taskId: string): Promise<void> {
  const { id } = await ask('createTemplate', {
    body: {
      name: 'Bug fix',
      plan_type: 'bug fix',
      steps: [
        { step: 1, action: 'reproduce', description: 'Make it happen: {{title}}', estimated_duration: 30 },
        { step: 2, action: 'fix', description: 'Mend the cause by {{due_date|the end of the week}}' },
      ],
    },
  });
  await ask('listTemplates');
  await ask('getTemplate', { params: { id } });
  await ask('previewTemplate', { params: { id }, body: { title: 'Login fails' } });
  await ask('createPlanFromTemplate', { params: { id }, body: { task_id: taskId } });
  const past = await ask('savePlanAsTemplate', { params: { id: planId }, body: { name: 'Research' } });
  await ask('updateTemplate', { params: { id }, body: { name: 'Bug' } });
  await ask('listTemplateVersions', { params: { id } });
  await ask('restoreTemplate', { params: { id, version: 1 } });
  await ask('deleteTemplate', { params: { id: past.id } });

  const rule = await ask('createAutomationRule', {
    body: { match_kind: 'keyword', match_value: 'bug', template_id: id },
  });
  await ask('tryAutomation', { body: { title: 'A bug in the login' } });
  await ask('createTask', { body: { title: 'A bug in the login' } });
  await ask('listAutomationRules');
  await ask('orderAutomationRules', { body: { rule_ids: [rule.id] } });
  await ask('updateAutomationRule', { params: { id: rule.id }, body: { enabled: false } });
  await ask('deleteAutomationRule', { params: { id: rule.id } });
}

/** Webhooks, which only people configure. */
export async function configureWebhook(ask: Ask): Promise<void> {
  const { id } = await ask('createWebhook', {
    body: {
      name: 'Team chat',
      url: 'https://chat.example.com/hooks/agents',
      format: 'generic',
      kinds: ['decision.requested', 'step.blocked', 'plan.failed'],
    },
  });
  await ask('updateWebhook', { params: { id }, body: { kinds: ['decision.requested', 'agent.lost'] } });
  await ask('rotateWebhookSecret', { params: { id } });
  await ask('testWebhook', { params: { id } });
  await ask('listWebhookDeliveries', { params: { id }, query: { limit: 10 } });
  await ask('listWebhooks');
  await ask('deleteWebhook', { params: { id } });
}

/** Links to a plan, which only its owner makes. */
export async function share(ask: Ask, id: string): Promise<void> {
  const link = await ask('sharePlan', { params: { id }, body: {} });
  await ask('listPlanShares', { query: { plan_id: id } });
  await ask('revokePlanShare', { params: { share: link.id } });
}

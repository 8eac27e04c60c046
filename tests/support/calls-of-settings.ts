/** Calls on templates, rules and webhooks, which makeEveryCall makes. */
import type { WebhookInput } from '@/lib/agent-execution/webhooks';
import type { Caller } from './recorded-calls';

const templateSteps = [{ step: 1, action: 'read', description: 'Read about {{title}}' }];

/** Returns the id of a new template. */
export async function callTemplates(
  { execution, by, call }: Caller,
  taskId: string,
  planId: string,
): Promise<string> {
  const input = { name: 'Reading', plan_type: 'research', steps: templateSteps };
  const template = await call('createTemplate', () => execution.createTemplate({ ...input, ...by }));
  const templateId = template?.id ?? '';
  await call('updateTemplate', () => execution.updateTemplate(templateId, { reasoning: 'Read first' }));
  await call('getTemplate', () => execution.getTemplate(templateId));
  await call('listTemplates', async () =>
    (await execution.listTemplates()).filter(({ id }) => id === templateId),
  );
  await call('listTemplateVersions', () => execution.listTemplateVersions(templateId));
  await call('restoreTemplate', () => execution.restoreTemplate(templateId, 1));
  await call('previewTemplate', () => execution.previewTemplate(templateId, { title: 'zebras' }));
  await call('createPlanFromTemplate', () => execution.createPlanFromTemplate(templateId, taskId));
  await call('savePlanAsTemplate', () => execution.savePlanAsTemplate(planId, 'Saved'));
  return templateId;
}

export async function callRules({ execution, by, call }: Caller, templateId: string): Promise<void> {
  const rule = await call('createAutomationRule', () =>
    execution.createAutomationRule({ match_kind: 'category', match_value: 'zoo', template_id: templateId }),
  );
  const ruleId = rule?.id ?? '';
  await call('updateAutomationRule', () => execution.updateAutomationRule(ruleId, { enabled: false }));
  await call('updateAutomationRule', () => execution.updateAutomationRule(ruleId, { enabled: true }));
  await call('listAutomationRules', async () =>
    (await execution.listAutomationRules()).filter(({ id }) => id === ruleId),
  );
  await call('orderAutomationRules', () => execution.orderAutomationRules([ruleId]));
  await call('tryAutomation', () => execution.tryAutomation({ title: 'zebras', category: 'zoo', ...by }));
  await call('createTask', () => execution.createTask({ title: 'Feed', category: 'zoo', ...by }));
  await call('deleteAutomationRule', () => execution.deleteAutomationRule(ruleId));
  await call('deleteTemplate', () => execution.deleteTemplate(templateId));
}

export async function callWebhooks({ execution, by, call }: Caller): Promise<void> {
  const input: WebhookInput = {
    name: 'Chat',
    url: 'https://chat.example.com/hooks',
    kinds: ['step.blocked'],
  };
  // Each secret is random.
  const created = await call('createWebhook', async () => {
    const { secret, ...webhook } = await execution.createWebhook(input, by);
    return { ...webhook, secret: secret.slice(0, 6) };
  });
  const id = created?.id ?? '';
  await call('updateWebhook', () => execution.updateWebhook(id, { format: 'slack' }, by));
  await call('rotateWebhookSecret', async () => ({
    ...(await execution.rotateWebhookSecret(id, by)),
    secret: 'new',
  }));
  await call('listWebhooks', () => execution.listWebhooks(by));
  const test = await call('testWebhook', async () => (await execution.testWebhook(id, by)).event_id);
  await call('listWebhookDeliveries', async () =>
    (await execution.listWebhookDeliveries(id, by)).map(({ event_id, kind }) => ({
      isTest: event_id === test,
      kind,
    })),
  );
  await call('deleteWebhook', () => execution.deleteWebhook(id, by));
}

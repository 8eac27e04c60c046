/** Every page, export and read of the API works although the database holds rows that it would refuse now. */

import { databaseUrlOf } from '../../scripts/scale';
import { plantRows } from '../../supabase/tests/planted-rows';
import { baseURL, expect, test } from '../people';

const steps = [1, 2, 3].map((step) => ({ step, action: 'work', description: `Valid step ${step}` }));

/** The tables that hold planted rows. */
const tables = [
  'agent_execution_plans',
  'agent_execution_steps',
  'agent_execution_logs',
  'agent_plan_versions',
  'agent_context_memory',
  'agent_plan_templates',
  'agent_automation_rules',
  'agent_saved_views',
  'deep_work_tasks',
  'deep_work_subtasks',
] as const;

const planted = test.extend<{
  world: { planId: string; validId: string; entryIds: string[]; templateId: string; seq: number };
}>({
  world: async ({ person, task, agent }, use) => {
    const plan = await agent.make('/plans', { task_id: task.id, plan_type: 'research', steps });
    await person.service.replan(plan.id, steps, 'A second version');
    const valid = await agent.make('/plans', { task_id: task.id, plan_type: 'implementation', steps });
    const url = await databaseUrlOf(process.env.AES_DATA_DIR ?? '.data');
    await plantRows(url, { userId: person.userId, taskId: task.id, planId: plan.id });
    const entries = await person.service.queryContext({ plan_id: plan.id });
    const [template] = await person.service.listTemplates();
    const { last_seq } = await person.service.getPlan(plan.id);
    await use({
      planId: plan.id,
      validId: valid.id,
      entryIds: entries.map((entry) => entry.id),
      templateId: template?.id ?? '',
      seq: last_seq ?? 0,
    });
  },
});

planted(
  'marks an invalid row on every page and shows the other rows',
  async ({ signedIn: page, task, world }) => {
    planted.setTimeout(120_000);
    const { planId, validId, entryIds, templateId, seq } = world;
    const plan = `/plans/${planId}`;
    /** Each URL with a text of the valid data and one for the invalid value. */
    const pages: [address: string, ...texts: (string | RegExp)[]][] = [
      ['/', task.title],
      ['/plans', task.title, /unreadable time/],
      ['/plans?sort=created&order=asc', task.title],
      [plan, 'Valid step 2', /unreadable duration/, 'Planted states'],
      [`${plan}?row=${seq}`, 'Valid step 2'],
      [`${plan}?at=${seq}`, 'Valid step 2'],
      [`${plan}?tab=context`, 'Planted value', /unreadable time/],
      [`${plan}?tab=subtasks`, 'Planted endless'],
      [`${plan}?tab=versions`, 'Planted step', /unreadable time/],
      [`${plan}?tab=history`, 'Valid step 2'],
      [`${plan}?tab=raw`, /nested deeper than 100 levels/],
      [`/plans/${validId}`, 'Valid step 2'],
      ['/tasks', task.title, /unreadable time/],
      [`/tasks/${task.id}`, 'Planted endless', /unreadable (time|duration)/],
      ['/logs', 'Planted states', /unreadable time/],
      ['/context', 'Planted value'],
      ...entryIds.map((id): [string, string] => [`/context/${id}`, 'Planted value']),
      ['/analytics', 'Analytics'],
      ['/analytics?from=2000-01-01&to=2999-12-31&group=month', 'Analytics'],
      ['/templates', 'Planted template', /unreadable time/],
      [`/templates/${templateId}`, 'Planted step'],
      ['/settings/agents', 'Planted key', /unreadable time/],
    ];
    for (const [address, ...texts] of pages) {
      await planted.step(address, async () => {
        const response = await page.goto(address);
        expect(response?.status(), address).toBe(200);
        for (const text of texts) {
          await expect(
            page.getByText(text).filter({ visible: true }).first(),
            `${address}: ${text}`,
          ).toBeVisible();
        }
        await expect(page.getByText('could not be loaded')).toHaveCount(0);
      });
    }
    await page.goto(plan);
    for (const view of ['Timeline', 'Graph']) {
      await page.getByRole('button', { name: view }).click();
      await expect(page.getByText('Valid step 2').filter({ visible: true }).first()).toBeVisible();
    }
  },
);

planted(
  'returns every row from each export and read of the API',
  async ({ agent, person, signedIn: page, task, world }) => {
    const { planId, validId, entryIds, seq } = world;
    for (const address of [`/plans/export?ids=${planId},${validId}`, '/context/export', '/settings/export']) {
      const response = await page.request.get(`${baseURL}${address}`);
      expect(response.status(), address).toBe(200);
      const text = await response.text();
      expect(text, address).toContain('nested deeper than 100 levels');
      for (const line of address.startsWith('/plans') ? [text] : text.trim().split('\n')) JSON.parse(line);
    }
    for (const path of [
      '/plans',
      '/plans?limit=1',
      `/plans/${planId}?include=logs,context`,
      `/plans/${planId}/steps`,
      `/plans/${planId}/versions`,
      `/plans/${planId}/logs`,
      `/plans/${planId}/logs/export`,
      `/plans/${planId}/export`,
      `/tasks/${task.id}/export`,
      '/tasks',
      `/tasks/${task.id}`,
      '/logs?limit=1000',
      '/context',
      ...entryIds.map((id) => `/context/${id}`),
      '/templates',
      '/automation/rules',
      '/leases',
      '/analytics',
      '/context/search?query=planted',
      `/context/pack?task_id=${task.id}`,
      `/plans/${planId}/moments`,
      `/plans/${planId}/at?seq=${seq}`,
      `/plans/${planId}/steps/1`,
      `/plans/${planId}/forecast`,
      `/plans/${planId}/subtasks`,
      `/plans/${planId}/verification`,
      '/analytics?start_date=0001-01-01&end_date=9999-12-31&grouping=day',
    ]) {
      const response = await agent.fetch(path);
      const isRange = path.includes('0001');
      expect(response.status(), `${path} ${await response.text()}`.slice(0, 500)).toBe(isRange ? 422 : 200);
    }
    for (const table of tables) {
      const { error, data } = await person.supabase.from(table).select();
      expect([table, error]).toEqual([table, null]);
      expect(data?.length, table).toBeGreaterThan(0);
    }
  },
);

/** Runs the curl session of the README in a shell. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { baseURL, createAgentKey, expect, test } from '../people';

test('runs the curl session of the README as printed', async ({ person, agent }) => {
  const { key } = await createAgentKey(person);
  const section = readFileSync('README.md', 'utf8').split('## Connect an agent')[1] ?? '';
  const [, lines = ''] = /```bash\n([\s\S]*?)```/.exec(section) ?? [];
  expect(lines).toContain('curl');
  const session = lines.replace('aes_…', key).replace('http://127.0.0.1:3000', baseURL);
  const printed = execFileSync('bash', ['-euo', 'pipefail', '-c', session], { encoding: 'utf8' });
  expect(printed).toContain('"status":"completed"');

  const [plan] = (await agent.get('/plans')).body.data;
  expect(plan).toMatchObject({
    task_title: 'Make a first principle systems prompt',
    completed_steps: 1,
    total_steps: 2,
  });
  const [step] = (await agent.get(`/plans/${plan.id}/steps`)).body.data;
  expect(step).toMatchObject({ status: 'completed', result: { findings: 15 }, agent_confidence: 0.95 });
});

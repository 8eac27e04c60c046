/** Lists of other tools over HTTP: from their files to tasks, plans and steps that agents can claim. */
import { beforeAll, expect, test } from 'vitest';
import { createAgentExecution } from '@/lib/agent-execution/agent-execution.service';
import { createTestCaller, type TestCaller } from '@/tests/support/test-caller';
import { findSessions } from './files/find-sessions';
import { sendSession } from './files/send-session';

let agent: TestCaller;
beforeAll(async () => {
  agent = await createTestCaller();
});

async function* bytesOf(text: string) {
  yield new TextEncoder().encode(text);
}

async function importFile(client: string, path: string, text: string) {
  const file = { path, size: text.length, open: () => bytesOf(text) };
  const { sessions } = await findSessions(client, [file]);
  const post = async (sent: string) => {
    const { status, body } = await agent.call('POST', `/past-runs/${client}`, { body: JSON.parse(sent) });
    expect({ status, error: body.error }).toMatchObject({ status: 200 });
    return body.data;
  };
  const reports = [];
  for (const { session, open } of sessions) reports.push(await sendSession(session, open(), post));
  return reports;
}

async function planOf(session: string) {
  const service = createAgentExecution(agent.db);
  const plans = await service.queryPlans({ plan_type: 'task_list', limit: 1000 });
  const plan = plans.find(({ metadata }) => metadata.session === session);
  return service.getPlan(plan?.id ?? '', true, true);
}

const tasks = (first: string) =>
  JSON.stringify({
    master: {
      tasks: [
        { id: 1, title: 'Draw', status: first, dependencies: [], details: 'With a pen' },
        { id: 2, title: 'Paint', status: 'pending', dependencies: [1], subtasks: [{ id: 1, title: 'Mix' }] },
        { id: 3, title: 'Sell', status: 'cancelled', dependencies: [2] },
      ],
    },
  });
const FILE = '/srv/shop/.taskmaster/tasks/tasks.json';

test('a tasks.json becomes a plan, and changes what changed', async () => {
  await importFile('task-master', FILE, tasks('in-progress'));
  const plan = await planOf('shop/master');
  expect(plan.task.title).toBe('shop');
  expect(plan.metadata).toEqual({ imported: true, client: 'task-master', session: 'shop/master' });
  expect(plan.steps.map(({ description, status, depends_on }) => [description, status, depends_on])).toEqual([
    ['1: Draw', 'in_progress', []],
    ['2.1: Mix', 'pending', [1]],
    ['2: Paint', 'pending', [1, 2]],
    ['3: Sell', 'skipped', [3]],
  ]);
  expect(plan.context).toMatchObject([
    { context_key: 'task-master 1', context_value: 'Draw\n\nDetails:\nWith a pen' },
  ]);

  const [again] = await importFile('task-master', FILE, tasks('in-progress'));
  expect(again).toMatchObject({ added: 0, problems: [] });
  expect((await planOf('shop/master')).last_seq).toBe(plan.last_seq);

  const [changed] = await importFile('task-master', FILE, tasks('done'));
  expect(changed).toMatchObject({ added: 1, problems: [] });
  expect((await planOf('shop/master')).steps[0]?.status).toBe('completed');
  const claimed = await createAgentExecution(agent.db).claimNextStep({ plan_id: plan.id });
  expect(claimed).toMatchObject({ step: { description: '2.1: Mix' } });
});

test('an issues.jsonl becomes plans', async () => {
  const link = (issue_id: string, type: string, depends_on_id: string) => ({ issue_id, type, depends_on_id });
  const issues = [
    { id: 's-1', title: 'Shop', status: 'open' },
    { id: 's-2', title: 'Cart', status: 'closed', dependencies: [link('s-2', 'parent-child', 's-1')] },
    {
      id: 's-3',
      title: 'Basket',
      status: 'blocked',
      dependencies: [link('s-3', 'parent-child', 's-1'), link('s-3', 'blocks', 's-2')],
    },
  ];
  await importFile(
    'beads',
    '/srv/shop/.beads/issues.jsonl',
    issues.map((row) => JSON.stringify(row)).join('\n'),
  );
  const plan = await planOf('s-1');
  expect(plan.steps.map(({ description, status, depends_on }) => [description, status, depends_on])).toEqual([
    ['s-2: Cart', 'completed', []],
    ['s-3: Basket', 'blocked', [1]],
    ['s-1: Shop', 'pending', [1, 2]],
  ]);
});

test('an item has no contents that the rules of its project drop, and keeps its order and status', async () => {
  const rule = { project: '/srv/vault', rules: [{ path_glob: '.taskmaster/**' }] };
  await agent.call('PUT', '/capture-rules', { body: rule });
  await importFile('task-master', '/srv/vault/.taskmaster/tasks/tasks.json', tasks('done'));
  await importFile('task-master', '/srv/open/.taskmaster/tasks/tasks.json', tasks('done'));
  const [hidden, open] = [await planOf('vault/master'), await planOf('open/master')];
  const stepsOf = ({ steps }: typeof open) => steps.map(({ status, depends_on }) => [status, depends_on]);
  expect(stepsOf(hidden)).toEqual(stepsOf(open));
  expect(hidden.steps[0]?.description).toMatch(/^1: \[redacted:dropped:\w+\]$/);
  expect(JSON.stringify(hidden)).not.toContain('With a pen');
  expect(JSON.stringify(open)).toContain('With a pen');
});

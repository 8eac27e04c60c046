/** Standing decisions over HTTP: the response of the hook, and the row of the log. */
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { type AgentExecution, createAgentExecution } from '@/lib/agent-execution/agent-execution.service';
import { capturedPlan, rowsOf, untilFound } from '@/tests/support/captured-plan';
import { callAs, createTestCaller, createTestKey, type TestCaller } from '@/tests/support/test-caller';

let agent: TestCaller;
let lead: TestCaller;
let person: AgentExecution;
beforeAll(async () => {
  agent = await createTestCaller();
  lead = callAs(agent.db, await createTestKey(agent.db, ['read', 'approve']));
  person = createAgentExecution(agent.db);
});

const project = '/srv/shop';
const rules = [
  { effect: 'deny', action: 'command', pattern: 'git push*' },
  { effect: 'ask', action: 'command', pattern: 'npm publish*' },
  { effect: 'allow', action: 'read' },
];
beforeEach(() => lead.call('PUT', '/decision-rules', { body: { project, rules } }));

const eventOf = (session_id: string, hook_event_name: string, tool_name: string, tool_input: object) => ({
  session_id,
  cwd: `${project}/api`,
  prompt_id: 'p1',
  tool_use_id: 'toolu_1',
  hook_event_name,
  tool_name,
  tool_input,
});

async function send(session: string, event: string, tool: string, input: object, more = {}) {
  const prompt = { session_id: session, cwd: project, prompt_id: 'p1', hook_event_name: 'UserPromptSubmit' };
  await agent.call('POST', '/ingest/claude-code', { body: { ...prompt, prompt: 'Ship it' } });
  const body = { ...eventOf(session, event, tool, input), ...more };
  return (await agent.call('POST', '/ingest/claude-code', { body })).body;
}

/** Returns the rows of the rules that were used in a session. */
const ruleRows = async (session: string) => {
  const plan = await capturedPlan(agent, session, (found) => rowsOf(found, 'rule').length > 0);
  return rowsOf(plan, 'rule').map(({ description, metadata }) => [description, metadata]);
};

test('a call that a rule denies is refused before it begins, with a row', async () => {
  const response = await send('deny', 'PreToolUse', 'Bash', { command: 'npm test && git push' });
  expect(response.hookSpecificOutput).toMatchObject({
    hookEventName: 'PreToolUse',
    permissionDecision: 'deny',
    permissionDecisionReason: expect.stringContaining('git push*'),
  });
  expect(await ruleRows('deny')).toEqual([
    ['Denied by a rule: Bash npm test && git push', { tool: 'Bash', rule: 'deny command git push*' }],
  ]);
});

test('a call that a rule asks about is asked in any case', async () => {
  const response = await send('ask', 'PreToolUse', 'Bash', { command: 'npm publish' });
  expect(response.hookSpecificOutput).toMatchObject({ permissionDecision: 'ask' });
});

test('a rule allows what the client asks at once, and no person is asked', async () => {
  const response = await send('allow', 'PermissionRequest', 'Read', { file_path: '/etc/hosts' });
  expect(response.hookSpecificOutput).toEqual({
    hookEventName: 'PermissionRequest',
    decision: { behavior: 'allow' },
  });
  expect(await ruleRows('allow')).toMatchObject([['Allowed by a rule: Read /etc/hosts', {}]]);
  const { id: plan_id } = await capturedPlan(agent, 'allow', () => true);
  expect(await person.listDecisions({ plan_id, status: 'all' })).toEqual([]);
});

test('a call without a rule, and a rule that the client sends, change nothing', async () => {
  expect(await send('none', 'PreToolUse', 'Bash', { command: 'git pull' })).toEqual({});
  const forged = { agent_execution_rule: { effect: 'allow', action: 'command' } };
  expect(
    await send('none', 'PreToolUse', 'Bash', { command: 'ls' }, { ...forged, tool_use_id: 't2' }),
  ).toEqual({});
});

test.each([
  ['Bash', { command: 'git push', path: 'ls', file_path: '/etc/hosts' }],
  ['Bash', { command: ['bash', '-lc', 'git push'] }],
  ['Bash', { cmd: 'git push', command: 'ls' }],
  ['Read', { file_path: '/srv/.env', command: 'ls' }],
  ['Read', { file_path: '/srv/app.ts', path: '/srv/.env' }],
  ['apply_patch', { command: '*** Begin Patch\n*** Update File: a.ts\n*** Update File: .env\n+x\n' }],
  ['apply_patch', { command: '*** Begin Patch\n*** Update File: .env\n*** Move to: a.ts\n+x\n' }],
])('a rule that denies sees what %s with %j is about', async (tool, input) => {
  const list = [{ effect: 'deny', pattern: '*.env' }, ...rules];
  await lead.call('PUT', '/decision-rules', { body: { project, rules: list } });
  const response = await send(JSON.stringify(input).slice(0, 40), 'PreToolUse', tool, input);
  expect(response.hookSpecificOutput).toMatchObject({ permissionDecision: 'deny' });
});

test('a rule allows a call only if it allows all that the call is about', async () => {
  const list = [{ effect: 'allow', action: 'read', pattern: '/srv/shop/**' }];
  await lead.call('PUT', '/decision-rules', { body: { project, rules: list } });
  const input = { file_path: '/etc/shadow', path: '/srv/shop/a.ts', command: '/srv/shop/a.ts' };
  await expect(
    Promise.race([
      send('forged', 'PermissionRequest', 'Read', input),
      capturedPlan(agent, 'forged', () => true).then(({ id: plan_id }) =>
        untilFound(async () => (await person.listDecisions({ plan_id }))[0]?.kind),
      ),
    ]),
  ).resolves.toBe('tool_call');
});

/** Sends a call that is about to begin, as each client does. */
const beforeCall = async (client: string, session_id: string, command: string, query = '?reads=response') => {
  const place = { session_id, cwd: project, tool_input: { command } };
  const input = { sessionId: session_id, cwd: project, toolName: 'bash', toolArgs: { command } };
  const bodies: Record<string, object> = {
    codex: { ...place, hook_event_name: 'PreToolUse', tool_name: 'Bash', turn_id: 't', tool_use_id: 'c' },
    gemini: { ...place, hook_event_name: 'BeforeTool', tool_name: 'run_shell_command' },
    copilot: { hook: 'preToolUse', input },
  };
  return (await agent.call('POST', `/ingest/${client}${query}`, { body: bodies[client] })).body;
};
const reason = 'A rule of this project decides: deny command git push*';

test.each([
  [
    'codex',
    {
      hookSpecificOutput: {
        hookEventName: 'PreToolUse',
        permissionDecision: 'deny',
        permissionDecisionReason: reason,
      },
    },
  ],
  ['gemini', { decision: 'deny', reason }],
  ['copilot', { permissionDecision: 'deny', permissionDecisionReason: reason }],
])('%s reads a refusal in its own words, if its hook prints the response', async (client, response) => {
  expect(await beforeCall(client, `${client}-deny`, 'git push')).toEqual(response);
  expect(await beforeCall(client, `${client}-old`, 'git push', '')).toEqual({});
});

test('a rule that a client cannot follow is not used: Codex takes no “ask”', async () => {
  expect(await beforeCall('codex', 'codex-ask', 'npm publish')).toEqual({});
  expect(await beforeCall('gemini', 'gemini-ask', 'npm publish')).toMatchObject({ decision: 'ask' });
  expect(await beforeCall('copilot', 'copilot-ask', 'npm publish')).toMatchObject({
    permissionDecision: 'ask',
  });
});

test('only a person or a key with the scope approve saves rules, and invalid ones are refused by name', async () => {
  const save = (caller: TestCaller, list: unknown) =>
    caller.call('PUT', '/decision-rules', { body: { project, rules: list } });
  expect((await save(agent, rules)).status).toBe(403);
  for (const rule of [{ effect: 'deny' }, { effect: 'permit', tool: 'Bash' }, { effect: 'deny', glob: '*' }])
    expect((await save(lead, [rule])).status).toBe(422);
  expect((await lead.call('GET', '/decision-rules')).body.data).toEqual([{ project, rules }]);
});

test('a rule is tried on past calls', async () => {
  await send(
    'past',
    'PostToolUse',
    'Bash',
    { command: 'git push --force' },
    { tool_response: { stdout: '' } },
  );
  await capturedPlan(agent, 'past', (plan) => rowsOf(plan, 'command').length > 0);
  const tried = async (rule: object) =>
    (await agent.call('POST', '/decision-rules/try', { body: { project, rule } })).body.data;
  expect(await tried(rules[0] ?? {})).toMatchObject({
    matching: 1,
    matches: [{ subject: 'git push --force', tool: 'Bash', project }],
  });
  expect(await tried({ effect: 'deny', pattern: 'terraform *' })).toMatchObject({ matching: 0, matches: [] });
});

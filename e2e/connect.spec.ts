/** Connects an agent: the tests run every snippet of the page unchanged, and the page shows that the agent has connected. */
import { execFile } from 'node:child_process';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import type { Page } from '@playwright/test';
import { createAgentKey, expect, openMenu, openTab, test } from './people';

const run = promisify(execFile);

/** Creates a key on the page and returns its text. */
async function makeKey(page: Page, client: string, name = 'Researcher'): Promise<string> {
  await page.goto(`/connect?client=${client}`);
  await page.getByRole('button', { name: 'Create key' }).click();
  await page.getByLabel('Name').fill(name);
  await page.getByRole('dialog').getByRole('button', { name: 'Create key' }).click();
  const key = await page
    .getByRole('region', { name: 'Key' })
    .getByText(/^aes_[0-9a-f]{64}$/)
    .innerText();
  await expect(page.getByText(`Waiting for the first call from ${name}…`)).toBeVisible();
  return key;
}

const snippet = (page: Page, title: string) =>
  page.getByRole('region', { name: title, exact: true }).innerText();
const connected = (page: Page) => page.getByRole('status').filter({ hasText: 'Connected.' });

async function expectTools(url: string, headers: Record<string, string>): Promise<void> {
  const client = new Client({ name: 'spec', version: '1' });
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }));
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).toContain('next_step');
  const { prompts } = await client.listPrompts();
  expect(prompts.map(({ name }) => name)).toContain('guide');
  await client.close();
}

test('inserts a new key into every snippet, and forgets it after a navigation @layout', async ({
  signedIn: page,
}) => {
  const key = await makeKey(page, 'claude-code');
  expect(page.url()).not.toContain(key);
  for (const [tab, title] of [
    ['Cursor', '~/.cursor/mcp.json'],
    ['Codex', 'In the shell that starts Codex'],
    ['Other MCP client', 'Streamable HTTP'],
    ['supabase-js', 'agent.mjs'],
    ['curl', 'A first call'],
    ['Python', 'agent.py'],
    ['Claude Code', 'In a terminal'],
  ] as const) {
    await openTab(page.getByRole('navigation', { name: 'Clients' }), tab);
    await expect(page.getByRole('region', { name: title, exact: true })).toContainText(key);
  }
  await page.reload();
  await expect(page.getByText('Waiting for the first call from Researcher…')).toBeVisible();
  expect(await page.content()).not.toContain(key);
  await expect(page.getByRole('region', { name: 'In a terminal' })).toContainText('YOUR_AGENT_KEY');
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('button', { name: 'Copy: In a terminal' }).click();
  await expect(page.getByText('Copied without a key.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Create a key for it' }).first()).toBeVisible();
  await page.getByLabel('Paste the key').fill(key);
  await expect(page.getByRole('region', { name: 'In a terminal' })).toContainText(key);
  await expect(page.getByRole('button', { name: 'Create a key for it' })).toBeHidden();
});

test('curl: connects with the first call, and creates a plan for a task', async ({
  signedIn: page,
  person,
}) => {
  await makeKey(page, 'curl');
  const first = await snippet(page, 'A first call');
  const second = await snippet(page, 'A task with a plan');
  const { stdout } = await run('sh', ['-ec', first]);
  expect(JSON.parse(stdout)).toEqual({ data: [], next_cursor: null });
  await expect(connected(page)).toContainText('Researcher called');
  await run('sh', ['-ec', `${first}\n${second}`]);
  expect(await person.service.queryPlans()).toMatchObject([
    { task_title: 'Try a first plan', total_steps: 2, created_by: 'Researcher' },
  ]);
});

test('Python: runs the script without packages, and completes a plan', async ({ signedIn: page, person }, {
  outputDir,
}) => {
  const key = await makeKey(page, 'python');
  const [script, more] = [await snippet(page, 'agent.py'), await snippet(page, 'A plan from start to end')];
  expect(script).toContain(`KEY = "${key}"`);
  const python = await run('python3', ['--version']).then(
    () => 'python3',
    () => null,
  );
  if (python) {
    await mkdir(outputDir, { recursive: true });
    const file = join(outputDir, 'agent.py');
    await writeFile(file, script);
    expect((await run(python, [file])).stdout).toBe('');
    await expect(connected(page)).toBeVisible();
    await writeFile(file, `${script}\n${more}\n`);
    expect((await run(python, [file])).stdout.trim()).toBe('completed');
    expect(await person.service.queryPlans()).toMatchObject([
      { status: 'completed', created_by: 'Researcher' },
    ]);
    return;
  }
  // Without Python the test makes the script's requests.
  const [, api = ''] = /^API = "(.*)"$/m.exec(script) ?? [];
  const [, method = '', path = ''] = /call\("(GET)", "([^"]+)"\)/.exec(script) ?? [];
  const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' };
  expect((await fetch(api + path, { method, headers })).status).toBe(200);
  await expect(connected(page)).toBeVisible();
  for (const [, verb] of more.matchAll(/path \+ "\/(\w+)"/g)) expect(['start', 'complete']).toContain(verb);
});

test('supabase-js: runs the script with an agent key as access token', async ({ signedIn: page, plan }, {
  outputDir,
}) => {
  await makeKey(page, 'supabase-js');
  const script = await snippet(page, 'agent.mjs');
  await mkdir(outputDir, { recursive: true });
  const file = join(outputDir, 'agent.mjs');
  await writeFile(file, script);
  const { stdout } = await run(process.execPath, [file]);
  expect(stdout).toContain(plan.id);
  await expect(connected(page)).toBeVisible();
});

test('Claude Code: prints a command that Claude Code accepts', async ({ signedIn: page }, { outputDir }) => {
  await makeKey(page, 'claude-code');
  const bin = resolve(outputDir, 'bin');
  await mkdir(bin, { recursive: true });
  await writeFile(join(bin, 'claude'), '#!/bin/sh\nfor each in "$@"; do printf "%s\\n" "$each"; done\n');
  await chmod(join(bin, 'claude'), 0o755);
  const { stdout } = await run('sh', ['-ec', await snippet(page, 'In a terminal')], {
    env: { ...process.env, PATH: `${bin}:${process.env.PATH}` },
  });
  const [mcp, add, transport, kind, name, url = '', flag, header = ''] = stdout.trimEnd().split('\n');
  expect([mcp, add, transport, kind, name, flag]).toEqual([
    'mcp',
    'add',
    '--transport',
    'http',
    'agent-execution',
    '--header',
  ]);
  const [field = '', value = ''] = header.split(': ');
  await expectTools(url, { [field]: value });
  await expect(connected(page)).toBeVisible();
});

for (const [client, title] of [
  ['cursor', '~/.cursor/mcp.json'],
  ['mcp', 'Streamable HTTP'],
] as const) {
  test(`${client}: connects a client with the JSON`, async ({ signedIn: page }) => {
    await makeKey(page, client);
    const { mcpServers } = JSON.parse(await snippet(page, title));
    const { url, headers } = mcpServers['agent-execution'];
    await expectTools(url, headers);
    await expect(connected(page)).toBeVisible();
  });
}

test('stdio: starts a server with the JSON, which forwards to this server', async ({ signedIn: page }) => {
  await makeKey(page, 'mcp');
  const { mcpServers } = JSON.parse(await snippet(page, 'stdio'));
  const { command, args, env } = mcpServers['agent-execution'];
  const client = new Client({ name: 'spec', version: '1' });
  await client.connect(
    new StdioClientTransport({
      command,
      args,
      env: { PATH: process.env.PATH ?? '', ...env },
      stderr: 'ignore',
    }),
  );
  expect((await client.listTools()).tools.map(({ name }) => name)).toContain('next_step');
  await expect(connected(page)).toBeVisible();
  await client.close();
});

test('Codex: names the environment variable of the shell in the file', async ({ signedIn: page }) => {
  await makeKey(page, 'codex');
  const file = await snippet(page, '~/.codex/config.toml');
  const [, url = ''] = /^url = "(.*)"$/m.exec(file) ?? [];
  const [, variable] = /^bearer_token_env_var = "(\w+)"$/m.exec(file) ?? [];
  expect(file).toMatch(/^\[mcp_servers\.[\w-]+\]\n/);
  const shell = await snippet(page, 'In the shell that starts Codex');
  const { stdout } = await run('sh', ['-ec', `${shell}\nprintf %s "$${variable}"`]);
  await expectTools(url, { Authorization: `Bearer ${stdout}` });
  await expect(connected(page)).toBeVisible();
});

test('waits for an older key too, and reports a revoked one', async ({ signedIn: page, person }) => {
  const { id } = await createAgentKey(person, { name: 'Old one' });
  await page.goto(`/connect?key=${id}`);
  await expect(page.getByText('Waiting for the first call from Old one…')).toBeVisible();
  await person.supabase
    .from('agent_api_keys')
    .update({ revoked_at: new Date().toISOString() })
    .eq('id', id)
    .throwOnError();
  await expect(page.getByText('This key was revoked or has expired.')).toBeVisible();
});

test('is linked from the empty list, the menu, the settings and the palette @layout', async ({
  signedIn: page,
}) => {
  const heading = page.getByRole('heading', { level: 1, name: 'Connect an agent' });
  await page.goto('/plans');
  await page.getByRole('main').getByRole('link', { name: 'Connect an agent' }).click();
  await expect(heading).toBeVisible();
  await page.goto('/settings/agents');
  await page.getByRole('main').getByRole('link', { name: 'Connect an agent' }).click();
  await expect(heading).toBeVisible();
  await page.goto('/tasks');
  await openMenu(page);
  await page
    .getByRole('navigation', { name: 'Main' })
    .filter({ visible: true })
    .getByRole('link', { name: 'Connect' })
    .click();
  await expect(heading).toBeVisible();
  await page.goto('/tasks');
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('connect');
  await page.getByRole('option', { name: 'Connect an agent' }).click();
  await expect(heading).toBeVisible();
});

test('downloads the guide as a skill and as a section of AGENTS.md, and runs the command for the skill', async ({
  signedIn: page,
}, { outputDir }) => {
  await page.goto('/connect');
  for (const name of ['SKILL.md', 'AGENTS.md']) {
    const downloading = page.waitForEvent('download');
    await page.getByRole('link', { name }).click();
    const download = await downloading;
    expect(download.suggestedFilename()).toBe(name);
    expect(await readFile(await download.path(), 'utf8')).toContain(
      '# Working with the Agent Execution System',
    );
  }
  const home = resolve(outputDir, 'home');
  await mkdir(home, { recursive: true });
  await run('sh', ['-ec', await snippet(page, 'Skill for Claude Code')], {
    env: { ...process.env, HOME: home },
  });
  const skill = await readFile(join(home, '.claude/skills/agent-execution-system/SKILL.md'), 'utf8');
  expect(skill).toMatch(/^---\nname: agent-execution-system\ndescription: \S/);
  expect(await snippet(page, 'System prompt')).toContain('Three patterns');
});

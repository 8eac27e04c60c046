/** The hook of Claude Code waits while a person decides on the page. */
import type { Page } from '@playwright/test';
import { baseURL, createAgentKey, expect, live, type Person, test } from './people';

const base = { session_id: 's1', cwd: '/srv/shop', prompt_id: 'p1' };
const call = { ...base, tool_name: 'Bash', tool_input: { command: 'npm run deploy' } };
const events = {
  prompt: { ...base, hook_event_name: 'UserPromptSubmit', prompt: 'Ship the shop' },
  before: { ...call, hook_event_name: 'PreToolUse', tool_use_id: 'toolu_1' },
  request: { ...call, hook_event_name: 'PermissionRequest' },
  after: {
    ...call,
    hook_event_name: 'PostToolUse',
    tool_use_id: 'toolu_1',
    tool_response: { stdout: 'done' },
  },
};

/** Sends hook events as the client does. */
async function connect(person: Person) {
  const { key } = await createAgentKey(person);
  const post = async (event: object) => {
    const response = await fetch(`${baseURL}/api/v1/ingest/claude-code`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(event),
    });
    return response.json();
  };
  await post(events.prompt);
  await post(events.before);
  return post;
}

const card = (page: Page) => page.getByRole('article', { name: 'Bash npm run deploy' });

test('an allowed call reaches the hook that waits', async ({ person, signedIn: page }) => {
  const post = await connect(person);
  await page.goto('/approvals');
  await expect(live(page)).toBeVisible();
  const response = post(events.request);
  await expect(card(page).getByText('The agent waits for you')).toBeVisible();
  await expect(card(page)).toContainText('Claude Code');
  await card(page).getByRole('button', { name: 'Allow', exact: true }).click();
  await expect(page.getByText('Allowed. The agent has it: it cannot be undone.')).toBeVisible();
  expect(await response).toMatchObject({ hookSpecificOutput: { decision: { behavior: 'allow' } } });
  await expect(page.getByRole('heading', { name: 'Nothing waits for you' })).toBeVisible();
});

test('a person at the terminal is faster, and the request leaves the page', async ({
  person,
  signedIn: page,
}) => {
  const post = await connect(person);
  await page.goto('/approvals');
  await expect(live(page)).toBeVisible();
  const response = post(events.request);
  await expect(card(page)).toBeVisible();
  await post(events.after);
  expect(await response).toEqual({});
  await expect(page.getByRole('heading', { name: 'Nothing waits for you' })).toBeVisible();
  const [decision] = await person.service.listDecisions({ status: 'closed' });
  expect(decision).toMatchObject({ status: 'answered_elsewhere', outcome: null });
});

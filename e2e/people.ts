/** People and agents for the tests: each test creates its own, so that no test sees another's data. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type APIRequestContext,
  type APIResponse,
  type BrowserContext,
  test as base,
  expect,
  type Locator,
  type Page,
  type Response,
} from '@playwright/test';
import { createServerClient } from '@supabase/ssr';
import { createClient, type Session } from '@supabase/supabase-js';
import { createAgentExecution } from '@/lib/agent-execution/agent-execution.service';
import type { AgentExecutionClient, Database } from '@/lib/agent-execution/agent-execution.types';
import type { Method } from '@/lib/api/operation';
import { sessionCookie } from '@/lib/supabase/cookies';
import { contractProblem } from './contract';

export const baseURL = process.env.BASE_URL ?? 'http://127.0.0.1:3999';

/** The server of this run stores its publishable key in its data folder, as any embedded server does. */
export function publishableKey(): string {
  const file = join(process.env.AES_DATA_DIR ?? '.data', 'secrets.json');
  return JSON.parse(readFileSync(file, 'utf8')).publishableKey;
}

export interface Person {
  email: string;
  password: string;
  userId: string;
  accessToken: string;
  session: Session;
  /** A supabase-js client pointed at the app's own origin, signed in as this person. */
  supabase: AgentExecutionClient;
  service: ReturnType<typeof createAgentExecution>;
}

export async function createPerson(): Promise<Person> {
  const email = `person-${randomUUID()}@example.com`;
  const password = randomUUID();
  const supabase = createClient<Database>(baseURL, publishableKey(), {
    auth: { persistSession: false, autoRefreshToken: false },
  });
  const { data, error } = await supabase.auth.signUp({ email, password });
  if (error || !data.session || !data.user) throw error ?? new Error('Signing up gave no session.');
  return {
    email,
    password,
    userId: data.user.id,
    accessToken: data.session.access_token,
    session: data.session,
    supabase,
    service: createAgentExecution(supabase),
  };
}

/** Creates an agent key, as the person does in the settings. */
export async function createAgentKey(
  person: Person,
  options: { name?: string; scopes?: string[]; expires_at?: string } = {},
): Promise<{ id: string; key: string }> {
  const { data } = await person.supabase
    .rpc('agent_create_api_key', { name: 'claude', ...options })
    .throwOnError();
  return data as { id: string; key: string }; // the function builds exactly this
}

/** Calls the HTTP API with a key or token, or without one. */
export class Api {
  private readonly request: APIRequestContext;
  private readonly token: string | undefined;

  constructor(request: APIRequestContext, token?: string) {
    this.request = request;
    this.token = token;
  }

  /** Requests all fields for keys as well, because the contract describes all of them. */
  private headers(): Record<string, string> {
    return this.token ? { Authorization: `Bearer ${this.token}`, Prefer: 'return=representation' } : {};
  }

  /** Returns the response unchecked. */
  fetch(path: string) {
    return this.request.get(`${baseURL}/api/v1${path}`, { headers: this.headers() });
  }

  async get(path: string) {
    return this.read('GET', path, await this.fetch(path));
  }

  async send(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, data: unknown = {}) {
    const response = await this.request.fetch(`${baseURL}/api/v1${path}`, {
      method,
      data,
      headers: this.headers(),
    });
    return this.read(method, path, response);
  }

  /** Expects the response to match the contract. */
  private async read(method: Method, path: string, response: APIResponse) {
    const result = { status: response.status(), body: await response.json() };
    const problem = contractProblem(method, path, result.status, result.body);
    expect(problem, `${method} ${path} ${JSON.stringify(result.body)}`).toBeNull();
    return result;
  }

  post(path: string, data?: unknown) {
    return this.send('POST', path, data);
  }

  patch(path: string, data?: unknown) {
    return this.send('PATCH', path, data);
  }

  remove(path: string) {
    return this.send('DELETE', path);
  }

  /** Sends a POST request that must succeed; returns its data. */
  async make(path: string, data?: unknown) {
    const { status, body } = await this.post(path, data);
    expect(status, JSON.stringify(body)).toBeLessThan(300);
    return body.data;
  }
}

/**
 * Resolves once React has hydrated every button and link, as its properties on them show. Before that, some tenths of a
 * second after the first paint, a click is lost; only a test is that quick.
 */
async function waitForHydration(page: Page): Promise<void> {
  const isHydrated = () =>
    [...document.querySelectorAll('button, a[href]')].every((element) =>
      Object.keys(element).some((key) => key.startsWith('__reactProps')),
    );
  // The page itself polls: a request of the test for each look took as long as the look at a hundred links.
  await page.waitForFunction(isHydrated, undefined, { polling: 20, timeout: 10_000 });
}

/** Locates the indicator of whether the page follows the feed. */
export const live = (page: Page) => page.getByText('Live', { exact: true }).filter({ visible: true });

/** On a narrow page, opens the menu with the links of the frame. */
export async function openMenu(page: Page): Promise<void> {
  const menu = page.locator('summary', { hasText: 'Menu' });
  if (await menu.isVisible()) await menu.click();
}

/** Opens a tab of a bar; a tab without room in the bar is in its menu. */
export async function openTab(bar: Locator, name: string | RegExp): Promise<void> {
  const tab = bar.getByRole('link', { name, exact: true });
  if (await tab.isVisible()) return tab.click();
  await bar.getByRole('button', { name: 'More tabs' }).click();
  await bar.page().getByRole('menuitem', { name, exact: true }).click();
}

/** Signs in with the form. */
export async function signIn(page: Page, person: Person): Promise<void> {
  await page.goto('/login?next=/plans');
  await page.getByLabel('E-mail').fill(person.email);
  await page.getByLabel('Password').fill(person.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL((url) => url.pathname === '/plans');
}

/** Signs in and returns the session cookies. */
async function sessionCookies({ session }: Person): Promise<{ name: string; value: string }[]> {
  const cookies: { name: string; value: string }[] = [];
  const client = createServerClient(baseURL, publishableKey(), {
    cookieOptions: sessionCookie,
    cookies: {
      getAll: () => [],
      setAll: (changed) => {
        for (const { name, value } of changed) cookies.push({ name, value });
      },
    },
  });
  const { error } = await client.auth.setSession(session);
  if (error) throw error;
  return cookies;
}

/** Returns a person's session as a Cookie header. */
export async function cookieOf(person: Person): Promise<string> {
  return (await sessionCookies(person)).map(({ name, value }) => `${name}=${value}`).join('; ');
}

/** Adds a person's session to the browser, as a sign-in does. */
export async function addSession(context: BrowserContext, person: Person): Promise<void> {
  const cookies = await sessionCookies(person);
  await context.addCookies(cookies.map((cookie) => ({ ...cookie, url: baseURL, httpOnly: true })));
}

interface Fixtures {
  person: Person;
  /** The API as the person's agent calls it. */
  agent: Api;
  task: { id: string; title: string };
  /** A plan of three steps, the first in progress. */
  plan: { id: string };
  /** A page with the person signed in. */
  signedIn: Page;
}

export const test = base.extend<Fixtures>({
  // The tests alternate between light and dark, at each size.
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from this pattern.
  colorScheme: async ({}, use, { line, project }) =>
    use((line + (project.metadata.place ?? 0)) % 2 === 0 ? 'light' : 'dark'),
  // An error in the browser's console fails its test.
  page: async ({ page }, use) => {
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`));
    page.on('console', (message) => {
      if (
        message.type() === 'error' &&
        !message.text().includes('the server responded with a status of 404')
      ) {
        complaints.push(`${page.url()}: ${message.text()}`);
      }
    });
    for (const visit of ['goto', 'reload'] as const) {
      const load = page[visit].bind(page) as (...args: unknown[]) => Promise<Response | null>;
      page[visit] = async (...args: unknown[]) => {
        const response = await load(...args);
        if (response?.headers()['content-type']?.startsWith('text/html')) await waitForHydration(page);
        return response;
      };
    }
    await use(page);
    expect(complaints).toEqual([]);
  },
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from this pattern.
  person: async ({}, use) => use(await createPerson()),
  agent: async ({ request, person }, use) => use(new Api(request, (await createAgentKey(person)).key)),
  task: async ({ agent }, use) =>
    use(await agent.make('/tasks', { title: 'Make a first principle systems prompt' })),
  plan: async ({ agent, task }, use) => {
    const plan = await agent.make('/plans', {
      task_id: task.id,
      plan_type: 'research',
      reasoning: 'Research first-principles thinking methodology',
      steps: [
        { step: 1, action: 'search', description: 'Search literature', estimated_duration: 30 },
        { step: 2, action: 'analyze', description: 'Analyze sources', estimated_duration: 45 },
        { step: 3, action: 'synthesize', description: 'Synthesize findings' },
      ],
    });
    await agent.make(`/plans/${plan.id}/steps/1/start`);
    await use(plan);
  },
  signedIn: async ({ context, page, person }, use) => {
    await addSession(context, person);
    await use(page);
  },
});

export { expect };

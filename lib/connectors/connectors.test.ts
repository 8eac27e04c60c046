import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { clientNames } from '@/lib/capture/clients/clients';
import { findClient } from '@/lib/capture/find-client';
import { EventServer } from '@/tests/support/event-server';
import { connectorFiles, connectorNames } from './connectors';
import { isTrustworthyOrigin } from './curl-hook';
import { readsResponse } from './reads-response';

const key = `aes_${'a'.repeat(64)}`;

/** An event of each client, for the hook with this name. */
const events: Record<string, (hook: string) => JsonObject> = {
  'claude-code': (hook_event_name) => ({ hook_event_name, session_id: 's', prompt: "it's 5 % \\ done" }),
  codex: (hook_event_name) => ({ hook_event_name, session_id: 's', turn_id: 't' }),
  gemini: (hook_event_name) => ({
    hook_event_name,
    session_id: 's',
    timestamp: '2026-01-05T09:00:00Z',
    trigger: 'manual',
    llm_request: { model: 'm' },
    llm_response: { candidates: [{ finishReason: 'STOP' }], usageMetadata: { promptTokenCount: 1 } },
  }),
  copilot: () => ({ sessionId: 's', timestamp: 1767603600000 }),
  cursor: (hook_event_name) => ({ hook_event_name, conversation_id: 's', generation_id: 'g' }),
};

interface Hook {
  event: string;
  command?: string;
  url?: string;
}

/** Returns the hooks of a file, in any of the shapes that clients read. */
function hooksIn(content: string): Hook[] {
  const { hooks = {} } = JSON.parse(content);
  return Object.entries(hooks).flatMap(([event, entries]) =>
    [entries].flat().flatMap((entry) => {
      // biome-ignore lint/suspicious/noExplicitAny: each client has a shape of its own
      const { hooks: inner } = entry as any;
      // biome-ignore lint/suspicious/noExplicitAny: see above
      return (inner ?? [entry]).map(({ command, bash, url }: any) => ({
        event,
        command: command ?? bash,
        url,
      }));
    }),
  );
}

function hooksOf(client: (typeof connectorNames)[number], origin: string): Hook[] {
  return connectorFiles(client, { origin, key })
    .files.filter(({ path }) => path.endsWith('.json'))
    .flatMap(({ content }) => hooksIn(content));
}

let home: string;
let server: EventServer;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'aes-connect-'));
  server = await EventServer.start();
});
afterAll(async () => {
  await server.stop();
  await rm(home, { recursive: true });
});

async function writeFiles(client: (typeof connectorNames)[number], origin: string): Promise<void> {
  for (const { path, content } of connectorFiles(client, { origin, key }).files) {
    const file = path.replace('~', home);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}

/** Returns the path of a request. One that asks a person names its process. */
function withoutProcess(path = '', asks = true): string {
  const rest = path.replace(/&process=\d+$/, '');
  expect(rest !== path).toBe(asks);
  return rest;
}

/** Runs a hook as clients do: with the event at its standard input. */
async function runHook(command: string, event: JsonObject) {
  const env = {
    ...process.env,
    HOME: home,
    CODEX_HOME: undefined,
    COPILOT_HOME: undefined,
    CLAUDE_PLUGIN_ROOT: join(home, '.claude/skills/agent-execution'),
  };
  const child = spawn('sh', ['-c', command], { env });
  child.stdin.end(JSON.stringify(event));
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { out, err, code };
}

test('there is a connector for each client whose events can be captured', () => {
  expect([...connectorNames].sort()).toEqual([...clientNames].sort());
});

describe.each(Object.keys(events).map((name) => connectorNames.find((each) => each === name) ?? 'codex'))(
  '%s',
  (client) => {
    const eventOf = events[client] ?? (() => ({}));

    test('hooks only events that can be captured', () => {
      const hooks = hooksOf(client, server.origin);
      expect(hooks.length).toBeGreaterThan(8);
      for (const { event } of hooks) {
        const payload = client === 'copilot' ? { hook: event, input: eventOf(event) } : eventOf(event);
        expect(findClient(client)?.identify(payload), event).toMatchObject({ session: 's', event });
      }
    });

    test('its commands send the event as it is, with the key, and print only a response that the client reads', async () => {
      await writeFiles(client, server.origin);
      const hooks = hooksOf(client, server.origin).filter(({ command }) => command !== undefined);
      expect(hooks.length).toBeGreaterThan(0);
      for (const { event, command = '' } of hooks) {
        const payload = eventOf(event);
        const { out, err, code } = await runHook(command, payload);
        const isRead = readsResponse(client, event);
        expect([out.trim(), err, code], event).toEqual([isRead || client === 'cursor' ? '{}' : '', '', 0]);
        const [received] = await server.take(1);
        const asks = client === 'codex' && event === 'PermissionRequest';
        expect({ ...received, path: withoutProcess(received?.path, asks) }).toEqual({
          path: `/api/v1/ingest/${client}${isRead ? '?reads=response' : ''}`,
          authorization: `Bearer ${key}`,
          body: client === 'copilot' ? { hook: event, input: payload } : payload,
        });
      }
    });

    test('its commands succeed without a server', async () => {
      const away = await EventServer.start();
      await away.stop();
      await writeFiles(client, away.origin);
      const [hook] = hooksOf(client, away.origin).filter(({ command }) => command !== undefined);
      const { out, err, code } = await runHook(hook?.command ?? '', eventOf(hook?.event ?? ''));
      expect([out.trim(), err, code]).toEqual([client === 'cursor' ? '{}' : '', '', 0]);
    });
  },
);

test('a chunk of a response of Gemini that is not the last one is not sent', async () => {
  await writeFiles('gemini', server.origin);
  const command = hooksOf('gemini', server.origin).find(({ event }) => event === 'AfterModel')?.command ?? '';
  const chunk = { hook_event_name: 'AfterModel', llm_response: { candidates: [{ content: {} }] } };
  expect(await runHook(command, chunk)).toEqual({ out: '', err: '', code: 0 });
  const last = events.gemini?.('AfterModel') ?? {};
  await runHook(command, last);
  expect((await server.take(1)).map(({ body }) => body)).toEqual([last]);
});

describe.each([
  {
    client: 'copilot' as const,
    hook: 'preToolUse',
    ask: { permissionDecision: 'ask', permissionDecisionReason: 'A rule asks' },
    denied: { permissionDecision: 'deny', permissionDecisionReason: 'Not today: wait' },
    call: { sessionId: 's', timestamp: 1, toolName: 'bash', toolArgs: { command: "echo 'a'" } },
    wrap: (input: JsonObject): JsonObject => ({ hook: 'preToolUse', input }),
  },
  {
    client: 'gemini' as const,
    hook: 'BeforeTool',
    ask: { decision: 'ask', systemMessage: 'A rule asks' },
    denied: { decision: 'deny', reason: 'Not today: wait' },
    call: { hook_event_name: 'BeforeTool', session_id: 's', tool_input: { command: "echo 'a'" } },
    wrap: (input: JsonObject): JsonObject => input,
  },
  {
    client: 'cursor' as const,
    hook: 'preToolUse',
    ask: { permission: 'ask', user_message: 'A rule asks' },
    denied: { permission: 'deny', agent_message: 'Not today: wait' },
    call: { hook_event_name: 'preToolUse', conversation_id: 's', tool_input: { command: "echo 'a'" } },
    wrap: (input: JsonObject): JsonObject => input,
  },
])(
  '$client asks a person about a call that a rule asks about',
  ({ client, hook, ask, denied, call, wrap }) => {
    afterEach(() => {
      server.respond = () => ({});
    });

    const runBeforeCall = async (answer: JsonObject) => {
      await writeFiles(client, server.origin);
      server.respond = (body) => (body.hook === 'askPerson' ? answer : ask);
      const { command = '' } = hooksOf(client, server.origin).find(({ event }) => event === hook) ?? {};
      expect(command).toContain('-m 2 ');
      expect(command).toContain('-m 58 ');
      const { out, err, code } = await runHook(command, call);
      expect([err, code]).toEqual(['', 0]);
      const [before, request] = await server.take(2);
      expect([before?.body, request?.body]).toEqual([wrap(call), { hook: 'askPerson', input: call }]);
      expect(withoutProcess(request?.path)).toBe(before?.path);
      return JSON.parse(out);
    };

    test('and reads what the person decided', async () => {
      expect(await runBeforeCall(denied)).toEqual(denied);
    });

    test('and asks at the terminal without a decision', async () => {
      expect(await runBeforeCall({})).toEqual(ask);
    });
  },
);

test('Claude Code waits for its hooks, two seconds at most unless a person decides', () => {
  const { files } = connectorFiles('claude-code', { origin: server.origin, key });
  const { hooks } = JSON.parse(files.find(({ path }) => path.endsWith('hooks.json'))?.content ?? '{}');
  const { SessionStart, ...others } = hooks;
  expect(SessionStart).toMatchObject([
    { hooks: [{ type: 'command', command: expect.stringContaining('-m 2 ') }] },
  ]);
  expect(SessionStart[0].hooks[0]).not.toHaveProperty('async');
  for (const [event, entries] of Object.entries(others))
    expect(entries).toEqual([
      {
        hooks: [
          {
            type: 'http',
            url: `${server.origin}/api/v1/ingest/claude-code`,
            headers: { Authorization: `Bearer ${key}` },
            timeout: event === 'PermissionRequest' ? 60 : 2,
          },
        ],
      },
    ]);
  // Hooks on these replace what the client does.
  expect(Object.keys(hooks)).not.toContain('WorktreeCreate');
});

test('Codex waits a minute for a person, and two seconds for anything else', () => {
  for (const { event, command } of hooksOf('codex', server.origin).filter((hook) =>
    readsResponse('codex', hook.event),
  ))
    expect(command).toContain(event === 'PermissionRequest' ? '-m 58 ' : '-m 2 ');
});

test.each([
  ['http://127.0.0.1:3000', true],
  ['http://localhost:3000', true],
  ['http://[::1]:3000', true],
  ['https://aes.example.com', true],
  ['http://aes.example.com', false],
  ['http://192.168.1.5:3000', false],
  ['http://127.0.0.1.example.com', false],
  ['http://localhost.example.com:3000', false],
])('trusts %s: %s', (origin, isTrusted) => {
  expect(isTrustworthyOrigin(origin)).toBe(isTrusted);
});

import { expect, test } from 'vitest';
import { operationsAt } from '@/lib/api/find-operation';
import { agentGuide } from '@/lib/mcp/agent-guide';
import { tools } from '@/lib/mcp/tools/tools';
import { agentsSection, SKILL_NAME, skillFile } from './guide-files';

const origin = 'http://127.0.0.1:3000';

test('the guide names every tool and only addresses that exist', () => {
  const rows = agentGuide.split('\n').filter((line) => line.startsWith('| ') && !line.includes('MCP tool'));
  const named = rows.flatMap((row) => row.split('|')[2]?.match(/\w+/g) ?? []);
  // Fields and outcomes are in code spans too.
  const isTool = (name: string) => tools.some((tool) => tool.name === name);
  expect([...new Set(named.filter(isTool))].sort()).toEqual(tools.map(({ name }) => name).sort());

  const addresses = [...agentGuide.matchAll(/`(GET|POST) (\/[^`?]+)[^`]*`/g)];
  expect(addresses.length).toBeGreaterThan(8);
  for (const [address, method, path] of addresses) {
    const segments = (path ?? '').slice(1).replace('{n}', '1').split('/');
    expect([...operationsAt(segments).keys()], address).toContain(method);
  }
  for (const [, verb] of agentGuide.matchAll(/`\/(complete|fail|block|skip|reopen|release)`/g))
    expect(operationsAt(['plans', 'x', 'steps', '1', verb ?? '']).has('POST'), verb).toBe(true);
});

test('the guide is short', () => {
  expect(agentGuide.split(/\s+/).length).toBeLessThan(900);
});

test('a skill has the front matter that agents require', () => {
  const [, front = '', body = ''] = /^---\n([\s\S]*?)\n---\n\n([\s\S]*)$/.exec(skillFile(origin)) ?? [];
  const fields = Object.fromEntries(
    front.split('\n').map((line) => {
      const [, name = '', value = ''] = /^(\w+): (.+)$/.exec(line) ?? [];
      return [name, value];
    }),
  );
  expect(Object.keys(fields)).toEqual(['name', 'description']);
  expect(fields.name).toBe(SKILL_NAME);
  expect(fields.name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  expect(fields.name?.length).toBeLessThanOrEqual(64);
  expect(fields.description?.length).toBeLessThanOrEqual(1024);
  // In plain YAML a colon before a space, or a hash after one, has a meaning.
  expect(fields.description).not.toMatch(/: | #|[<>]/);
  expect(body).toContain('## Three patterns');
  expect(body).toContain(`${origin}/api/mcp`);
});

test('a section of AGENTS.md has its own heading, one level down', () => {
  const section = agentsSection(origin);
  expect(section.match(/^## .*/gm)).toEqual(['## Working with the Agent Execution System']);
  expect(section).toContain('### Three patterns');
  expect(section).not.toMatch(/^# /m);
});

test('the API accepts the five requests of the loop', () => {
  const requests = [...agentsSection(origin).matchAll(/`(POST) \/api\/v1\/(\S+)`\n {3}`(\{.*\})`/g)];
  expect(requests).toHaveLength(5);
  for (const [request, , path = '', body = ''] of requests) {
    const operation = operationsAt(path.split('/')).get('POST')?.operation;
    const sent = JSON.parse(body.replace('"…"', `"${crypto.randomUUID()}"`));
    expect(operation?.body?.safeParse(sent).success, request).toBe(true);
  }
});

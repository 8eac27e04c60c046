/** The contract is complete: it documents every operation, and every call of the service is an operation. */
import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, test } from 'vitest';
import { agentExecution } from '@/lib/agent-execution/agent-execution.service';
import { version } from '@/lib/version';
import { operationsAt } from './find-operation';
import { openApiDocument } from './openapi';
import { operations } from './operations/operations';
import { streams } from './operations/streams';

const document = openApiDocument('http://localhost:3000') as {
  info: { version: string };
  tags: { name: string; 'x-displayName': string; description: string }[];
  paths: Record<
    string,
    Record<
      string,
      {
        operationId: string;
        tags: string[];
        parameters: { name: string; in: string; description?: string }[];
      }
    >
  >;
  components: { schemas: Record<string, unknown> };
}; // what the function builds

test('states the version of the product', () => {
  expect(document.info.version).toBe(version);
});

test('is valid OpenAPI 3.1', async () => {
  const { valid, errors } = await new Validator().validate(structuredClone(document));
  expect(errors ?? []).toEqual([]);
  expect(valid).toBe(true);
});

test('names every operation once, and its path parameters', () => {
  const listed = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId, parameters }]) => {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect(parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name)).toEqual(
        inPath,
      );
      return `${operationId} ${method.toUpperCase()} ${path}`;
    }),
  );
  const declared = [...operations, ...streams.map((stream) => ({ ...stream, method: 'GET' }))];
  expect(listed.sort()).toEqual(declared.map(({ id, method, path }) => `${id} ${method} ${path}`).sort());
  expect(new Set(operations.map(({ id }) => id)).size).toBe(operations.length);
});

test('groups the operations by tags that have a title and a description of one sentence', () => {
  const used = Object.values(document.paths).flatMap((methods) =>
    Object.values(methods).flatMap(({ tags }) => tags),
  );
  expect(document.tags.map(({ name }) => name).sort()).toEqual([...new Set(used)].sort());
  for (const { name, 'x-displayName': title, description } of document.tags) {
    expect(title, name).toMatch(/^[A-Z]/);
    expect(description, name).toMatch(/^[A-Z][^.]{20,}\.$/);
  }
});

test('describes the parameters of every list', () => {
  const all = Object.values(document.paths).flatMap((methods) => Object.values(methods));
  const lists = all.filter(({ parameters }) => parameters.some(({ name }) => name === 'cursor'));
  expect(lists.length).toBeGreaterThan(5);
  for (const { operationId, parameters } of lists)
    for (const name of ['limit', 'cursor', 'view', 'fields'])
      expect(parameters.find((one) => one.name === name)?.description, `${operationId} ${name}`).toMatch(
        /\w/,
      );
});

test('refers only to existing components', () => {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(
    ([, reference]) => reference ?? '',
  );
  expect(references.length).toBeGreaterThan(20);
  for (const reference of references) {
    const [, name = ''] = /^#\/components\/schemas\/(\w+)$/.exec(reference) ?? [];
    expect(Object.keys(document.components.schemas), reference).toContain(name);
  }
});

test('describes every named schema', () => {
  for (const [name, schema] of Object.entries(document.components.schemas))
    expect(Object.keys(schema as object), name).not.toContain('$ref');
});

test('lists exactly the existing routes', () => {
  const folder = 'app/api/v1';
  const routes = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('/route.ts') && !file.includes('...path')) // the index at /api/v1 is not an operation
    .map((file) => `/${dirname(file).replaceAll(/\[(\w+)\]/g, '{$1}')}`);
  expect(routes.sort()).toEqual(streams.map(({ path }) => path).sort());
});

/** Calls of the service that are short forms of an operation; null for the one that makes several calls. */
const shorthands: Record<string, string | null> = {
  pausePlan: 'updatePlan',
  cancelPlan: 'updatePlan',
  addLogs: 'addLog',
  setContexts: 'setContext',
  getContext: 'queryContext',
  executePlan: null,
  resumePlan: 'updatePlan',
  awaitDecision: 'getDecision',
};

test.each(Object.keys(agentExecution))('has an operation for %s of the service', (name) => {
  const id = name in shorthands ? shorthands[name] : name;
  if (id !== null) expect(operations.map((operation) => operation.id)).toContain(id);
});

describe('an address', () => {
  const idAt = (method: 'GET' | 'POST' | 'PUT', path: string) =>
    operationsAt(path.split('/').slice(1)).get(method)?.operation.id;

  test('matches literal words before parameters', () => {
    expect(idAt('GET', '/context/search')).toBe('searchContext');
    expect(idAt('GET', '/context/pack')).toBe('contextPack');
    expect(idAt('GET', '/context/some-id')).toBe('getContextEntry');
    expect(idAt('PUT', '/plans/p/steps/order')).toBe('reorderSteps');
    expect(idAt('GET', '/plans/p/steps/3')).toBe('getStep');
    expect(idAt('POST', '/plans/p/steps/3/approve')).toBe('approveStep');
  });

  test('matches no operation if it is unknown', () => {
    for (const path of ['/', '/nothing', '/plans/p/steps/3/complete/more', '/plans/p/steps/3/finish'])
      expect(operationsAt(path.split('/').slice(1)).size, path).toBe(0);
  });
});

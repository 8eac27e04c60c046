/** Each tool has the fields and scopes of the operations that it calls. */
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Operation } from '@/lib/api/operation';
import { operations } from '@/lib/api/operations/operations';
import { shownSchema } from './arguments';
import { onlyReads } from './tool';
import { tools } from './tools/tools';

type Schema = Record<string, unknown>;

/** Fields of tools only: they choose among operations or limit the response. */
const own = [
  'as_subtasks',
  'what',
  'outcome',
  'entries',
  'add_step',
  'parent',
  'evidence',
  'cursor',
  'max_tokens',
  'wait',
  'limit',
];
/** Fields that have another name in a tool. */
const renamed: Record<string, string> = {
  plan_id: 'id',
  entry_id: 'id',
  step_number: 'step',
  decision_id: 'id',
  task_title: 'title',
  reasoning: 'reason',
  idempotency_key: 'claim_key',
  // A step of the new plan.
  as_subtasks: 'id',
};

/** Returns a schema without its descriptions. */
function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bare);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, inner]) => name !== 'description' || typeof inner !== 'string')
      .map(([name, inner]) => [name, bare(inner)]),
  );
}

interface Fields {
  properties: Record<string, Schema>;
  required: string[];
}

/** Returns the fields of an operation, those of one item if it takes a list. */
function fieldsOf({ params, query, body }: Operation): Fields {
  const one = body instanceof z.ZodUnion ? body.options[0] : body;
  const parts = [params, query, one]
    .filter((schema) => schema instanceof z.ZodType)
    .map((schema) => bare(shownSchema(schema, 'output')) as unknown as Partial<Fields>); // of an object
  return {
    properties: Object.assign({}, ...parts.map(({ properties = {} }) => properties)),
    required: parts.flatMap(({ required = [] }) => required),
  };
}

/** Returns whether a tool's field matches the contract: equal, an item of a list, or an object with fewer fields. */
function fits(field: Schema, contract: Schema | undefined): boolean {
  if (contract === undefined) return false;
  if (isDeepStrictEqual(field, contract)) return true;
  if (Object.keys(contract).length === 0) return true; // any JSON, whose types the tool lists
  if (contract.type === 'array' && field.type !== 'array') return fits(field, contract.items as Schema); // of a list
  if (contract.type === 'array') return fits(field.items as Schema, contract.items as Schema); // of lists
  if (contract.type !== 'object' || field.type !== 'object') return false;
  const known = contract.properties as Record<string, Schema>; // of an object
  return Object.entries(field.properties as Record<string, Schema>).every(([name, inner]) =>
    fits(inner, known[name]),
  );
}

describe.each(tools)('$name', (tool) => {
  const stoodFor = tool.operations.map((id) => operations.find((operation) => operation.id === id));
  const contracts = stoodFor.map((operation) => operation && fieldsOf(operation));
  const { properties } = bare(shownSchema(tool.input)) as unknown as Fields; // of an object
  // Objects of tools only, whose fields match the contract.
  const inner = [properties.entries?.items, properties.add_step] as (Fields | undefined)[];
  const fields = Object.assign(
    {},
    properties,
    ...inner.map((schema) => schema?.properties),
  ) as Fields['properties'];

  test('calls operations that exist', () => {
    expect(stoodFor).not.toHaveLength(0);
    expect(stoodFor).not.toContain(undefined);
  });

  test.each(Object.entries(fields).filter(([name]) => !own.includes(name)))(
    'accepts %s as the contract does',
    (name, field) => {
      const found = contracts.map(
        (contract) => contract?.properties[name] ?? contract?.properties[renamed[name] ?? ''],
      );
      expect(
        found.some((contract) => fits(field, contract)),
        `${JSON.stringify(field)} in ${JSON.stringify(found)}`,
      ).toBe(true);
    },
  );

  test('has all required fields of the contract', () => {
    const sayable = Object.keys(fields).flatMap((name) => [name, renamed[name]]);
    for (const contract of contracts)
      expect(sayable).toEqual(expect.arrayContaining(contract?.required ?? []));
  });

  test('describes itself and its unclear fields', () => {
    expect(tool.description).toMatch(/\w/);
    expect(tool.name).toMatch(/^[a-z_]+$/);
  });
});

test('marks tools as read-only by the scopes of the contract', () => {
  expect(tools.filter(onlyReads).map(({ name }) => name)).toEqual(['list', 'recall']);
});

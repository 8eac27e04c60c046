/** Each tool stands for operations of the one contract: its fields are theirs, and so is what it may do. */
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Operation } from '@/lib/api/operation';
import { operations } from '@/lib/api/operations/operations';
import { shownSchema } from './arguments';
import { onlyReads } from './tool';
import { tools } from './tools/tools';

type Schema = Record<string, unknown>;

/** Fields that say which of several operations are meant, or how long the answer may be: a tool's own. */
const own = ['as_subtasks', 'what', 'outcome', 'entries', 'cursor', 'max_tokens', 'limit'];
/** What a tool calls otherwise, because it stands among other things there. */
const renamed: Record<string, string> = {
  plan_id: 'id',
  entry_id: 'id',
  step_number: 'step',
  task_title: 'title',
  // Of the plan that is being made.
  as_subtasks: 'id',
};

/** A schema without its words. */
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

/** What an operation takes, of one item where it takes one or many. */
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

/** Whether a tool's field is the contract's: the same, one of a list, or an object of fewer of its fields. */
function fits(field: Schema, contract: Schema | undefined): boolean {
  if (contract === undefined) return false;
  if (isDeepStrictEqual(field, contract)) return true;
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
  const entries = properties.entries?.items as Fields | undefined; // the only list of a tool's own
  const fields = { ...properties, ...entries?.properties };

  test('stands for operations that there are', () => {
    expect(stoodFor).not.toHaveLength(0);
    expect(stoodFor).not.toContain(undefined);
  });

  test.each(Object.entries(fields).filter(([name]) => !own.includes(name)))(
    'takes %s as the contract does',
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

  test('can say all that the contract wants to be said', () => {
    const sayable = Object.keys(fields).flatMap((name) => [name, renamed[name]]);
    for (const contract of contracts)
      expect(sayable).toEqual(expect.arrayContaining(contract?.required ?? []));
  });

  test('says in words what it does and what of it is not plain', () => {
    expect(tool.description).toMatch(/\w/);
    expect(tool.name).toMatch(/^[a-z_]+$/);
  });
});

test('those that only read are told from those that write by the scopes of the contract', () => {
  expect(tools.filter(onlyReads).map(({ name }) => name)).toEqual(['get_plan', 'list', 'recall']);
});

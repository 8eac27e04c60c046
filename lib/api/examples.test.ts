/** Every operation has an example that was really run, and what was asked and answered there keeps the contract. */
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import recorded from './examples.json' with { type: 'json' };
import { openApiDocument } from './openapi';
import { operations } from './operations/operations';

interface Example {
  params?: Record<string, unknown>;
  query?: Record<string, unknown>;
  body?: unknown;
  answer: { data: unknown } | string;
}

const examples: Record<string, Example> = recorded;

test('none is of an operation that there is not', () => {
  const ids = operations.map(({ id }) => id);
  for (const id of Object.keys(examples)) expect(ids).toContain(id);
});

/** As an address has it. */
const asText = (values: Record<string, unknown> = {}) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));

/** The data of an answer; of a file its lines. */
function dataOf(answer: Example['answer'] | undefined): unknown {
  return typeof answer === 'string'
    ? answer
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
    : answer?.data;
}

describe.each(operations)('$id', ({ id, params, query, body, answer, isPage, file }) => {
  const example = examples[id];

  test('has an example; npm run generate records what scripts/examples/story.ts asks for', () => {
    expect(example).toBeDefined();
  });

  test('takes and answers in it what it says it does', () => {
    const check = (schema: z.ZodType | undefined, value: unknown) =>
      expect(schema?.safeParse(value).error?.issues ?? []).toEqual([]);
    check(params, asText(example?.params));
    check(query, asText(example?.query));
    check(body, example?.body ?? {});
    check(isPage || file ? z.array(answer) : answer, dataOf(example?.answer));
  });
});

test('the document shows them', () => {
  const { paths } = openApiDocument('http://localhost') as {
    paths: Record<
      string,
      Record<string, { responses: object; parameters: { name: string; example?: unknown }[] }>
    >;
  }; // what the function builds
  const searched = paths['/context/search']?.get;
  expect(searched?.parameters.find(({ name }) => name === 'query')).toMatchObject({
    example: 'which assumptions?',
  });
  // A stream has no end that could be shown.
  for (const methods of Object.values(paths))
    for (const { responses } of Object.values(methods))
      if (!JSON.stringify(responses).includes('text/event-stream'))
        expect(JSON.stringify(responses)).toMatch(/"example":({"data"|"{)/);
});

/** Every operation has a recorded example, whose request and response match the contract. */
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import recorded from './examples.json' with { type: 'json' };
import { openApiDocument } from './openapi';
import { operations } from './operations/operations';

interface Example {
  params?: Record<string, unknown>;
  query?: Record<string, unknown>;
  body?: unknown;
  answer: { data?: unknown } | string;
}

const examples: Record<string, Example> = recorded;

test('contains no example of an unknown operation', () => {
  const ids = operations.map(({ id }) => id);
  for (const id of Object.keys(examples)) expect(ids).toContain(id);
});

/** Returns the values as a URL carries them. */
const asText = (values: Record<string, unknown> = {}) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));

/** Returns the data of a response, or the lines of a file. */
function dataOf(answer: Example['answer'] | undefined): unknown {
  return typeof answer === 'string'
    ? answer
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
    : answer?.data;
}

describe.each(operations)('$id', ({ id, params, query, body, answer, isPage, isBare, file }) => {
  const example = examples[id];

  test('has an example, which npm run generate records from scripts/examples/story.ts', () => {
    expect(example).toBeDefined();
  });

  test('has a request and a response that match its schemas', () => {
    const check = (schema: z.ZodType | undefined, value: unknown) =>
      expect(schema?.safeParse(value).error?.issues ?? []).toEqual([]);
    check(params, asText(example?.params));
    check(query, asText(example?.query));
    check(body, example?.body ?? {});
    check(isPage || file ? z.array(answer) : answer, isBare ? example?.answer : dataOf(example?.answer));
  });
});

test('shows the examples in the OpenAPI document', () => {
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
  // A stream has no complete response.
  for (const methods of Object.values(paths))
    for (const { responses } of Object.values(methods))
      if (!JSON.stringify(responses).includes('text/event-stream'))
        expect(JSON.stringify(responses)).toMatch(/"example":({"data"|{}|"{)/);
});

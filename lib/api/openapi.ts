/** Generates the OpenAPI 3.1 document from the operations. */
import { z } from 'zod';
import { version } from '@/lib/version';
import { planAnalytics, planForecast } from './contracts/analytics';
import * as answers from './contracts/answers';
import { contextEntryDetails, contextPack, contextSearch } from './contracts/context';
import { json } from './contracts/fields';
import { logVerification } from './contracts/logs';
import examples from './examples.json' with { type: 'json' };
import { introduction } from './introduction';
import type { Operation } from './operation';
import { operations } from './operations/operations';
import { streams } from './operations/streams';
import { type Tag, tags } from './tags';
import { viewQuery } from './view';

type Schema = Record<string, unknown>;

/** Schemas that become components of the document. */
const names = z.registry<{ id: string }>();
names.add(json, { id: 'Json' });
names.add(answers.task, { id: 'Task' });
names.add(answers.subtask, { id: 'Subtask' });
names.add(answers.plan, { id: 'Plan' });
names.add(answers.planListItem, { id: 'PlanListItem' });
names.add(answers.planWithDetails, { id: 'PlanWithDetails' });
names.add(answers.step, { id: 'Step' });
names.add(answers.log, { id: 'Log' });
names.add(logVerification, { id: 'LogVerification' });
names.add(answers.contextEntry, { id: 'ContextEntry' });
names.add(contextEntryDetails, { id: 'ContextEntryDetails' });
names.add(contextSearch, { id: 'ContextSearch' });
names.add(contextPack, { id: 'ContextPack' });
names.add(planAnalytics, { id: 'PlanAnalytics' });
names.add(planForecast, { id: 'PlanForecast' });
names.add(answers.errorAnswer, { id: 'Error' });

/** Any JSON value. It does not refer to itself, because client generators turn such components into types that do not compile. */
const ANY_JSON: Schema = {
  description: 'Any JSON value.',
  anyOf: [
    { type: 'string' },
    { type: 'number' },
    { type: 'boolean' },
    { type: 'null' },
    { type: 'array', items: {} },
    { type: 'object', additionalProperties: {} },
  ],
};

/** Converts schemas into JSON Schema and collects the components that they refer to. */
function createConverter() {
  const components: Record<string, Schema> = {};
  const convert = (schema: z.ZodType, io: 'input' | 'output'): Schema => {
    const {
      $defs,
      $schema: _,
      ...converted
    } = z.toJSONSchema(schema, {
      io,
      metadata: names,
      unrepresentable: 'any',
      // The registry of names replaces the one that has the descriptions.
      override: ({ zodSchema, jsonSchema }) => {
        const { description } = z.globalRegistry.get(zodSchema) ?? {};
        if (description !== undefined) jsonSchema.description = description;
      },
    }) as Schema & { $defs?: Record<string, Schema> }; // JSON Schema is an object
    for (const [name, definition] of Object.entries($defs ?? {}))
      components[name] = name === 'Json' ? ANY_JSON : (withRefs(definition) as Schema); // as above
    const own = names.get(schema)?.id;
    if (!own) return withRefs(converted) as Schema; // as above
    // A schema that zod met as a definition is now a reference to itself.
    if (own === 'Json') components[own] = ANY_JSON;
    else if (!('$ref' in converted)) components[own] = withRefs(converted) as Schema; // as above
    return { $ref: `#/components/schemas/${own}` };
  };
  return { components, convert };
}

/** Returns references in the form of an OpenAPI document, where an id is the name of a component. */
function withRefs(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withRefs);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, inner]) => key !== 'id' || typeof inner !== 'string')
      .map(([key, inner]) =>
        key === '$ref' && typeof inner === 'string'
          ? [key, inner.replace('#/$defs/', '#/components/schemas/')]
          : [key, withRefs(inner)],
      ),
  );
}

type Convert = ReturnType<typeof createConverter>['convert'];

/** Real requests and responses by operation, recorded by scripts/examples. */
interface Example {
  params?: Record<string, unknown>;
  query?: Record<string, unknown>;
  body?: unknown;
  answer: unknown;
}

const exampleOf = ({ id }: Operation): Example | undefined =>
  Object.hasOwn(examples, id) ? (examples as Record<string, Example>)[id] : undefined; // scripts/examples writes this type

/** Returns the schema of one value of a parameter. A query may contain several. */
function parameterExample(example: Example | undefined, name: string, { type }: Schema) {
  const value = example?.params?.[name] ?? example?.query?.[name];
  if (value === undefined) return {};
  return { example: type === 'array' ? String(value).split(',') : value };
}

function parametersOf(operation: Operation, convert: Convert): Schema[] {
  const example = exampleOf(operation);
  const of = (schema: z.ZodType | undefined, place: 'path' | 'query') => {
    if (!schema) return [];
    // The schema of the value and not of its text: a number, a list separated by commas.
    const { properties = {}, required = [] } = convert(schema, 'output') as {
      properties?: Record<string, Schema>;
      required?: string[];
    };
    // The reference shows the description of a parameter, not that of its schema.
    return Object.entries(properties).map(([name, { description, ...parameter }]) => ({
      name,
      in: place,
      ...(description !== undefined && { description }),
      required: place === 'path' || (required.includes(name) && !('default' in parameter)),
      schema: parameter,
      ...parameterExample(example, name, parameter),
      ...(parameter.type === 'array' && { style: 'form', explode: false }),
    }));
  };
  const view = operation.file ? undefined : viewQuery;
  return [...of(operation.params, 'path'), ...of(operation.query, 'query'), ...of(view, 'query')];
}

/** Headers with conditions of a request. */
function conditionsOf({ method, path, hasEtag }: Operation): Schema[] {
  const header = (name: string, description: string) => ({
    name,
    in: 'header',
    required: false,
    description,
    schema: { type: 'string' },
  });
  if (method === 'GET')
    return hasEtag
      ? [header('If-None-Match', 'The ETag of a known plan: returns 304 if the plan is unchanged.')]
      : [];
  return [
    header('Idempotency-Key', 'Within 24 hours, the same request with the same key runs once.'),
    ...(path.startsWith('/plans/{id}')
      ? [header('If-Match', 'The ETag of the plan to change: returns 412 if the plan has changed.')]
      : []),
  ];
}

function answerOf({ answer, isPage }: Operation, convert: Convert): Schema {
  const data = convert(answer, 'output');
  const page = { type: 'array', items: data };
  return {
    type: 'object',
    properties: isPage ? { data: page, next_cursor: { type: ['string', 'null'] } } : { data },
    required: isPage ? ['data', 'next_cursor'] : ['data'],
    additionalProperties: false,
  };
}

/** Returns the content types of a list of rows, which may also be sent as lines. */
function requestBodyOf({ body, rows, ...operation }: Operation, convert: Convert): Schema {
  const schema = body ? convert(body, 'input') : rows && { type: 'array', items: convert(rows, 'input') };
  if (!schema) return {};
  const example = exampleOf({ body, rows, ...operation });
  const asJson = { 'application/json': { schema, ...(example && { example: example.body ?? {} }) } };
  const asLines = { 'application/x-ndjson': { schema: { type: 'string' } } };
  return { requestBody: { required: true, content: rows ? { ...asJson, ...asLines } : asJson } };
}

const failureOf = (convert: Convert) => ({
  description: 'The error, with the next safe step',
  content: { 'application/json': { schema: convert(answers.errorAnswer, 'output') } },
});

function describe(operation: Operation, convert: Convert): Schema {
  const { id, tag, summary, description, scope, status = 200, offersMarkdown, file, isBare } = operation;
  const example = exampleOf(operation);
  const content = {
    [file ?? 'application/json']: {
      schema: file || isBare ? convert(operation.answer, 'output') : answerOf(operation, convert),
      ...(example && { example: example.answer }),
    },
  };
  return {
    operationId: id,
    tags: [tag],
    summary,
    description: [description, `Requires the scope \`${scope}\`.`].filter(Boolean).join('\n\n'),
    parameters: [...parametersOf(operation, convert), ...conditionsOf(operation)],
    ...requestBodyOf(operation, convert),
    responses: {
      [status]: {
        description: 'Success',
        ...(operation.hasEtag && {
          headers: { ETag: { description: 'For If-Match and If-None-Match', schema: { type: 'string' } } },
        }),
        content: offersMarkdown ? { ...content, 'text/markdown': { schema: { type: 'string' } } } : content,
      },
      default: failureOf(convert),
    },
  };
}

/** Returns the operation of a stream of rows, which resumes after the last received row. */
function describeStream({ id, path, summary }: (typeof streams)[number], convert: Convert): Schema {
  const seq = { type: 'string', pattern: '^\\d{1,15}$' };
  const inPath = path.includes('{id}')
    ? [{ name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } }]
    : [];
  return {
    operationId: id,
    tags: ['logs' satisfies Tag],
    summary,
    description:
      'The first event, ready, names the seq after which rows follow. The id of each row is its seq.\n\nRequires the scope `read`.',
    parameters: [
      ...inPath,
      {
        name: 'Last-Event-ID',
        in: 'header',
        required: false,
        description: 'Resume after this row.',
        schema: seq,
      },
      { name: 'after', in: 'query', required: false, description: 'Same as Last-Event-ID.', schema: seq },
    ],
    responses: {
      200: {
        description: 'Rows, as they are appended',
        content: { 'text/event-stream': { schema: { type: 'string' } } },
      },
      default: failureOf(convert),
    },
  };
}

/** Returns the document for a server at an origin such as http://localhost:3000. */
export function openApiDocument(origin: string): Schema {
  const { components, convert } = createConverter();
  const paths: Record<string, Record<string, Schema>> = {};
  for (const operation of operations) {
    paths[operation.path] = {
      ...paths[operation.path],
      [operation.method.toLowerCase()]: describe(operation, convert),
    };
  }
  for (const stream of streams) paths[stream.path] = { get: describeStream(stream, convert) };
  return {
    openapi: '3.1.0',
    info: {
      title: 'Agent Execution System',
      version,
      description: introduction,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: `${origin}/api/v1` }],
    security: [{ agentKey: [] }],
    // The name stays the same for generated clients; the reference shows the title.
    tags: Object.entries(tags).map(([name, { title, description }]) => ({
      name,
      'x-displayName': title,
      description,
    })),
    paths,
    components: {
      schemas: components,
      securitySchemes: {
        agentKey: { type: 'http', scheme: 'bearer', description: 'An agent key (aes_…) or an access token.' },
      },
    },
  };
}

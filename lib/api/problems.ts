/** Parses a request tolerantly, and names the path and the problem of each invalid value. */
import type { z } from 'zod';
import { cleanErrorTexts } from '@/lib/agent-execution/error-texts';
import { nearestName, unknownField } from '@/lib/agent-execution/near-miss';
import { findUnstorable, type Problem } from '@/lib/agent-execution/storable';
import { defOf, repair } from './repair';

type Schema = z.core.$ZodType;
type Path = readonly PropertyKey[];

/** Returns the schema within optional, default and similar wrappers. */
function bare(schema: Schema): Schema {
  const def = defOf(schema);
  switch (def.type) {
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
      return bare(def.innerType);
    case 'pipe':
      return bare(def.in);
    default:
      return schema;
  }
}

/** Returns the value at a path; in text that was read as a list, the value between two commas. */
const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>((inner, key) => {
    if (typeof inner === 'string' && typeof key === 'number')
      return inner.split(',').filter(Boolean)[key] ?? inner;
    return typeof inner === 'object' && inner !== null
      ? (inner as Record<PropertyKey, unknown>)[key] // any object
      : undefined;
  }, value);

/** Returns the fields of all objects that a path may lead to; the path may omit indexes of lists. */
export function fieldsAt(schema: Schema, [key, ...rest]: Path): string[] {
  const def = defOf(bare(schema));
  const path = key === undefined ? [] : [key, ...rest];
  if (def.type === 'union') return [...new Set(def.options.flatMap((option) => fieldsAt(option, path)))];
  if (def.type === 'array') return fieldsAt(def.element, typeof key === 'number' ? rest : path);
  if (def.type === 'object') {
    if (key === undefined) return Object.keys(def.shape);
    const inner = def.shape[String(key)];
    return inner ? fieldsAt(inner, rest) : [];
  }
  return key !== undefined && def.type === 'record' ? fieldsAt(def.valueType, rest) : [];
}

const wordOfType: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

function typeProblem(expected: string, value: unknown): string {
  const word = wordOfType[expected] ?? expected;
  return value === undefined ? `is missing; it must be ${word}` : `must be ${word}`;
}

function optionProblem(values: readonly unknown[], value: unknown): string {
  if (value === undefined) return `is missing; it must be one of ${values.join(', ')}`;
  const nearest = typeof value === 'string' ? nearestName(value, values.map(String)) : null;
  return nearest === null
    ? `must be one of ${values.join(', ')}`
    : `must be one of ${values.join(', ')}; did you mean ${nearest}?`;
}

const isWrongType = (issue: z.core.$ZodIssue) =>
  issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_value');

const unknownNames = (issues: readonly z.core.$ZodIssue[]) =>
  issues.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 0), 0);

/** Returns the issues of the schema of a union that the value resembles; null if it resembles none. */
function findNearestBranch(branches: z.core.$ZodIssue[][]): z.core.$ZodIssue[] | null {
  const [meant] = branches
    .filter((issues) => issues.length > 0 && !issues.some(isWrongType))
    .sort((one, other) => unknownNames(one) - unknownNames(other) || one.length - other.length);
  return meant ?? null;
}

const unitOfOrigin: Record<string, string> = { array: ' items', string: ' characters', set: ' items' };

function limitProblem(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): string {
  const unit = unitOfOrigin[issue.origin] ?? '';
  const verb = unit ? 'must have' : 'must be';
  const [bound, limit] =
    issue.code === 'too_small' ? ['at least', issue.minimum] : ['at most', issue.maximum];
  return `${verb} ${issue.inclusive === false ? `${bound === 'at least' ? 'more' : 'less'} than` : bound} ${limit}${unit}`;
}

/** Returns the contract's message if it has one, else a plain message in place of zod's. */
function wordsOf(issue: z.core.$ZodIssue, value: unknown): string {
  const isOwn = !/^(Invalid|Too|Unrecognized)/.test(issue.message);
  if (isOwn)
    return value === undefined && issue.path.length > 0 ? `is missing; it ${issue.message}` : issue.message;
  switch (issue.code) {
    case 'invalid_type':
      return typeProblem(issue.expected, value);
    case 'invalid_value':
      return optionProblem(issue.values, value);
    case 'too_small':
    case 'too_big':
      return limitProblem(issue);
    default:
      return `is not valid: ${issue.message}`;
  }
}

function problemsOfIssue(issue: z.core.$ZodIssue, at: Path, schema: Schema, value: unknown): Problem[] {
  const path = [...at, ...issue.path];
  const toProblems = (problem: string): Problem[] => [{ path: path.join('.'), problem }];
  if (issue.code === 'unrecognized_keys') {
    const known = fieldsAt(schema, path);
    return issue.keys.map((key) => ({ path: [...path, key].join('.'), problem: unknownField(key, known) }));
  }
  if (issue.code !== 'invalid_union') return toProblems(wordsOf(issue, valueAt(value, path)));
  const branch = findNearestBranch(issue.errors);
  if (branch) return branch.flatMap((inner) => problemsOfIssue(inner, path, schema, value));
  const words = issue.errors.flatMap((issues) =>
    issues.flatMap((inner) =>
      inner.code === 'invalid_type' ? [wordOfType[inner.expected] ?? inner.expected] : [],
    ),
  );
  return toProblems(`must be ${new Intl.ListFormat('en', { type: 'disjunction' }).format(new Set(words))}`);
}

/** Returns the problems of invalid values, 20 at most. */
const problemsOf = ({ issues }: z.ZodError, schema: Schema, value: unknown): Problem[] =>
  issues
    .slice(0, 20)
    .flatMap((issue) => problemsOfIssue(issue, [], schema, value))
    .slice(0, 20);

type Parsed<T> = { success: true; data: T } | { success: false; problems: Problem[] };

/** Parses a value, and repairs one that does not fit. A schema recurses, so the depth of the value is checked first. */
export function parseTolerantly<T>(schema: z.ZodType<T>, sent: unknown): Parsed<T> {
  const value = cleanErrorTexts(sent);
  const unstorable = findUnstorable(value);
  if (unstorable) return { success: false, problems: [unstorable] };
  const first = schema.safeParse(value);
  if (first.success) return first;
  const repaired = cleanErrorTexts(repair(schema, value));
  const hidden = findUnstorable(repaired); // in JSON text
  if (hidden) return { success: false, problems: [hidden] };
  const second = schema.safeParse(repaired);
  return second.success ? second : { success: false, problems: problemsOf(second.error, schema, repaired) };
}

/** Returns a problem as a sentence. */
export function sentenceOf({ path, problem }: Problem): string {
  const words = `${path || 'The input'} ${problem}`;
  return /[.?]$/.test(words) ? words : `${words}.`;
}

/** Finds the operations at an address. */
import type { Method, Operation } from './operation';
import { operations } from './operations/operations';

export interface Match {
  operation: Operation;
  params: Record<string, string>;
}

/** A segment of a path: a literal word, or the name of a parameter. */
type Part = { word: string } | { parameter: string };

interface Template {
  operation: Operation;
  parts: Part[];
  parameters: number;
}

function templateOf(operation: Operation): Template {
  const parts = operation.path
    .split('/')
    .slice(1)
    .map((word) => {
      const [, parameter] = /^\{(\w+)\}$/.exec(word) ?? [];
      return parameter === undefined ? { word } : { parameter };
    });
  return { operation, parts, parameters: parts.filter((part) => 'parameter' in part).length };
}

/** Routes by number of segments, those with fewer parameters first, so that literal words win over parameters. */
const templates = Map.groupBy(
  operations.map(templateOf).sort((one, other) => one.parameters - other.parameters),
  ({ parts }) => parts.length,
);

const fits = ({ parts }: Template, segments: readonly string[]) =>
  parts.every((part, index) => 'parameter' in part || part.word === segments[index]);

function paramsOf({ parts }: Template, segments: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    parts.flatMap((part, index) => ('parameter' in part ? [[part.parameter, segments[index] ?? '']] : [])),
  );
}

/** Returns the operations at an address, by method. If two match, the one with fewer parameters wins. */
export function operationsAt(segments: readonly string[]): Map<Method, Match> {
  const found = new Map<Method, Match>();
  for (const template of templates.get(segments.length) ?? []) {
    const { operation } = template;
    if (found.has(operation.method) || !fits(template, segments)) continue;
    found.set(operation.method, { operation, params: paramsOf(template, segments) });
  }
  return found;
}

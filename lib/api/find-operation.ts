/** Which operations there are at an address. */
import type { Method, Operation } from './operation';
import { operations } from './operations/operations';

export interface Match {
  operation: Operation;
  params: Record<string, string>;
}

/** A path taken apart: a word as it is, or the name of the parameter that stands there. */
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

/** By the number of their parts, those with fewer parameters first: words that are named come before parameters. */
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

/** The operations at an address, by method: of two that fit, the one with fewer parameters. */
export function operationsAt(segments: readonly string[]): Map<Method, Match> {
  const found = new Map<Method, Match>();
  for (const template of templates.get(segments.length) ?? []) {
    const { operation } = template;
    if (found.has(operation.method) || !fits(template, segments)) continue;
    found.set(operation.method, { operation, params: paramsOf(template, segments) });
  }
  return found;
}

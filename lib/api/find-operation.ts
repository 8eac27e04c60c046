/** Which operations there are at an address. */
import type { Method, Operation } from './operation';
import { operations } from './operations/operations';

export interface Match {
  operation: Operation;
  params: Record<string, string>;
}

/** Parameters of a path, or null if it is another; words that are named come before parameters. */
function matchPath(template: string, segments: readonly string[]): Record<string, string> | null {
  const parts = template.split('/').slice(1);
  if (parts.length !== segments.length) return null;
  const params: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const segment = segments[index] ?? '';
    const [, name] = /^\{(\w+)\}$/.exec(part) ?? [];
    if (name !== undefined) params[name] = segment;
    else if (part !== segment) return null;
  }
  return params;
}

const parametersOf = (match: Match) => Object.keys(match.params).length;

/** The operations at an address, by method: of two that fit, the one with fewer parameters. */
export function operationsAt(segments: readonly string[]): Map<Method, Match> {
  const found = new Map<Method, Match>();
  for (const operation of operations) {
    const params = matchPath(operation.path, segments);
    if (!params) continue;
    const match = { operation, params };
    const known = found.get(operation.method);
    if (!known || parametersOf(match) < parametersOf(known)) found.set(operation.method, match);
  }
  return found;
}

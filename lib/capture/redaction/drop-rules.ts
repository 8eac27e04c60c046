/** Drops the contents of files and tools that the rules of a project name, before a payload is stored. */
import { matchesGlob } from 'node:path';
import type { Json, JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { type DropSubject, findDropSubject } from './drop-subject';
import { createMark, type Mark } from './mark';
import { snakeCase } from './snake-case';

/** A rule names files by a glob such as secrets/** or *.pem, or a tool by its name. */
export type DropRule = { path_glob: string } | { tool: string };

/** Fields that say which event it is, when, where and about which file. All others of a payload are its body. */
const KEPT =
  /(?:^|_)(?:id|ids|event|event_name|name|type|tool|cwd|timestamp|time|version|model|status|client|source|reason|kind|subtype|mode|branch|agent|success)$|(?:file|transcript|target|notebook)_?path$|^path$|duration|exit_?code/;
/** Fields of the envelopes of telemetry and of plugins, at the top of a payload. */
const ENVELOPE = /^(?:telemetry|hook|at|trace|span|parent|subagent|service|root|directory|workspace_roots)$/;

type Value = Json | undefined;

/** In matchesGlob no star matches a name that begins with a dot, but secrets/** must match .env. */
const showDots = (path: string) => path.replace(/(^|[/{,(|!])\.(?=[^./])/g, '$1\uE000');

/** Returns whether a glob names a path. A glob without a slash names the last part of a path, any other may begin at any folder. */
export function matchesPath(path: string, glob: string): boolean {
  const normal = showDots(path.replaceAll('\\', '/').replace(/^\.\//, ''));
  const shown = showDots(glob.replace(/^\.\//, ''));
  const parts = normal.split('/').filter(Boolean);
  if (!glob.includes('/')) return matchesGlob(parts.at(-1) ?? '', shown);
  if (/^(?:\/|[A-Za-z]:)/.test(glob)) return matchesGlob(normal, shown);
  return parts.some((_, at) => matchesGlob(parts.slice(at).join('/'), shown));
}

function matchesRule(rule: DropRule, { tools, paths }: DropSubject): boolean {
  if ('path_glob' in rule) return [...paths].some((path) => matchesPath(path, rule.path_glob));
  return [...tools].some((tool) => matchesGlob(tool, rule.tool));
}

/** Returns a body without its texts. Objects keep the fields that say what they are about. */
function dropBody(value: Value, name: string, mark: Mark, depth: number): Value {
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && depth < 8)
    return Object.fromEntries(
      Object.entries(value).map(([field, inner]) => [
        field,
        dropBody(inner, snakeCase(field), mark, depth + 1),
      ]),
    );
  const isKept = KEPT.test(name) && typeof value !== 'object';
  if (value === undefined || value === null || typeof value === 'boolean' || isKept) return value;
  return mark('dropped', typeof value === 'string' ? value : JSON.stringify(value));
}

/** Returns the calls of a batch, each with its own contents. */
function dropCalls(calls: Json[], rules: DropRule[], hashKey: string): Json[] {
  return calls.map((call) =>
    typeof call === 'object' && call !== null && !Array.isArray(call)
      ? dropContents(call, rules, hashKey)
      : call,
  );
}

/**
 * Returns the payload of an event with its body fields replaced by marks if a rule names its tool or one of its paths. A mark has a short
 * keyed hash, [redacted:dropped:1f3a9c], so that two events differ as before. It keeps ids, names, paths, times and exit codes, so that the
 * event still counts.
 */
export function dropContents(payload: JsonObject, rules: DropRule[], hashKey: string): JsonObject {
  if (rules.length === 0) return payload;
  const { tool_calls, ...event } = payload;
  if (Array.isArray(tool_calls))
    return { ...dropContents(event, rules, hashKey), tool_calls: dropCalls(tool_calls, rules, hashKey) };
  const subject = findDropSubject(payload);
  if (!subject.isDropped && !rules.some((rule) => matchesRule(rule, subject))) return payload;
  const mark = createMark(hashKey);
  return Object.fromEntries(
    Object.entries(payload).map(([name, value]) => {
      const field = snakeCase(name);
      return [name, ENVELOPE.test(field) ? value : dropBody(value, field, mark, 0)];
    }),
  );
}

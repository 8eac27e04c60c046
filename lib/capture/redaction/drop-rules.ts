/** Drops the contents of files and tools that the rules of a project name, before a payload is stored. */
import { matchesGlob } from 'node:path';
import type { Json, JsonObject } from '@/lib/agent-execution/agent-execution.types';

/** A rule names files by a glob such as secrets/** or *.pem, or a tool by its name. */
export type DropRule = { path_glob: string } | { tool: string };

/** What a payload is about, as its client's mapping knows it. */
export interface DropSubject {
  tool?: string;
  paths: string[];
}

const DROPPED = '[dropped by a rule]';

/** Fields that say which event it is, when, where and about which file. All others of a payload are its body. */
const KEPT =
  /(?:^|_)(?:id|ids|event|event_name|name|type|tool|cwd|timestamp|time|version|model|status|client|source|reason|kind|subtype|mode|branch|agent|success)$|(?:file|transcript|target|notebook)_?path$|^path$|duration|exit_code/;

type Value = Json | undefined;

/** Returns a name such as toolUseId as tool_use_id. */
function snakeCase(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[.-]/g, '_');
}

/** Returns whether a glob names a path. A glob without a slash names the last part of a path, any other may begin at any folder. */
function matchesPath(path: string, glob: string): boolean {
  const normal = path.replaceAll('\\', '/').replace(/^\.\//, '');
  const parts = normal.split('/').filter(Boolean);
  if (!glob.includes('/')) return matchesGlob(parts.at(-1) ?? '', glob);
  if (glob.startsWith('/')) return matchesGlob(normal, glob);
  return parts.some((_, at) => matchesGlob(parts.slice(at).join('/'), glob));
}

function matchesRule(rule: DropRule, { tool, paths }: DropSubject): boolean {
  return 'tool' in rule ? rule.tool === tool : paths.some((path) => matchesPath(path, rule.path_glob));
}

/** Returns a body without its texts. Objects keep the fields that say what they are about. */
function dropBody(value: Value, name: string, depth: number): Value {
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && depth < 8)
    return Object.fromEntries(
      Object.entries(value).map(([field, inner]) => [field, dropBody(inner, snakeCase(field), depth + 1)]),
    );
  if (value === undefined || value === null || typeof value === 'boolean' || KEPT.test(name)) return value;
  return DROPPED;
}

/**
 * Returns the payload of an event with its body fields replaced by "[dropped by a rule]" if a rule names its tool or one of its paths. It
 * keeps ids, names, paths, times and exit codes, so that the event still counts.
 */
export function dropContents(payload: JsonObject, subject: DropSubject, rules: DropRule[]): JsonObject {
  if (!rules.some((rule) => matchesRule(rule, subject))) return payload;
  return Object.fromEntries(
    Object.entries(payload).map(([name, value]) => [name, dropBody(value, snakeCase(name), 0)]),
  );
}

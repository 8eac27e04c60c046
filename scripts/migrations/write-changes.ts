/** Writes the SQL that changes the functions, triggers, policies, grants and comments of one schema into those of another. */
import type { Lines, Sections } from '../dump-schema.ts';

/** Kinds of objects that migrations change by hand. */
const MANUAL_KINDS = ['Extensions', 'Types', 'Sequences', 'Tables', 'Views', 'Indexes', 'Default privileges'];
/** Tables that a host application may own. Blocks of supabase/schema/ create the objects that not every such table can have. */
const HOST_TABLE = /^public\.deep_work_/;
const API_ROLES = 'public, anon, authenticated, service_role';

interface Change {
  dropped: string[];
  /** Both new objects and changed ones. */
  written: Lines[];
}

/** The name of a trigger or policy with its table. */
function idOf({ name, lines }: Lines): string {
  const [, id] = /^create (?:constraint trigger|trigger|policy) (\S+)/i.exec(lines) ?? [];
  return id ? `${id} on ${name}` : name;
}

/** The text between a function's name and its language: arguments and result, which no replacement changes. */
const signatureOf = (lines: string) => lines.slice(0, lines.indexOf('\n LANGUAGE'));

function compareRows(before: Lines[], after: Lines[], isReplaced: (row: Lines) => boolean): Change {
  const old = new Map(before.map((row) => [idOf(row), row]));
  const now = new Map(after.map((row) => [idOf(row), row]));
  return {
    dropped: [...old]
      .filter(([id, row]) => !now.has(id) || (now.get(id)?.lines !== row.lines && !isReplaced(row)))
      .map(([id]) => id),
    written: after.filter((row) => old.get(idOf(row))?.lines !== row.lines),
  };
}

const rowsOf = (sections: Sections, title: string) => sections.get(title) ?? [];

function refuseTableChanges(before: Sections, after: Sections): void {
  for (const title of MANUAL_KINDS) {
    const [old, now] = [before, after].map((sections) => rowsOf(sections, title).map(({ lines }) => lines));
    const changed = [
      ...(now ?? []).filter((line) => !old?.includes(line)),
      ...(old ?? []).filter((line) => !now?.includes(line)),
    ];
    if (changed.length > 0)
      throw new Error(
        `supabase/schema/ changes ${title.toLowerCase()}: ${changed[0]}\nWrite a migration for it by hand, then run this again.`,
      );
  }
}

/** The statements of supabase/schema/ in order, by the object that they create. */
export type Source = Map<string, string>;

const nameOf = (signature: string) => signature.slice(0, signature.indexOf('('));

/**
 * Returns the statements that create the rows, in the order of the files. The catalogue tells which objects differ; their text comes from
 * the files, because the catalogue omits casts that only a table of a host application needs.
 */
function statementsFor(source: Source, keys: string[]): string[] {
  const missing = keys.find((key) => !source.has(key));
  if (missing) throw new Error(`supabase/schema/ does not create ${missing}.`);
  const wanted = new Set(keys);
  return [...source].filter(([key]) => wanted.has(key)).map(([, text]) => text);
}

function functionChanges(before: Sections, after: Sections) {
  const old = new Map(rowsOf(before, 'Functions').map((row) => [row.name, row.lines]));
  const now = new Map(rowsOf(after, 'Functions').map((row) => [row.name, row.lines]));
  const dropped = [...old].filter(([name, lines]) => {
    const next = now.get(name);
    return next === undefined || signatureOf(next) !== signatureOf(lines);
  });
  const written = rowsOf(after, 'Functions').filter(({ name, lines }) => old.get(name) !== lines);
  return { dropped: dropped.map(([name]) => name), written };
}

/** Returns the triggers or policies that call one of the functions. */
function dependants(rows: Lines[], functions: string[]): Lines[] {
  const names = functions.map((name) => `${nameOf(name)}(`);
  return rows.filter(({ lines }) => names.some((name) => lines.includes(name)));
}

function attachedChanges(before: Lines[], after: Lines[], droppedFunctions: string[]): Change {
  const ours = (rows: Lines[]) =>
    rows.filter((row) => !HOST_TABLE.test(row.name) || idOf(row).startsWith('agent_execution_'));
  const change = compareRows(ours(before), ours(after), () => false);
  const moved = dependants(ours(before), droppedFunctions).map(idOf);
  return {
    dropped: [...new Set([...change.dropped, ...moved])],
    written: ours(after).filter((row) => change.written.includes(row) || moved.includes(idOf(row))),
  };
}

/** Statements about grants, those of functions with the same roles in one. */
function grantChanges(before: Lines[], after: Lines[], created: string[], dropped: string[]): string[] {
  const targetOf = ({ lines }: Lines) => / on (.+) to \S+;$/.exec(lines)?.[1] ?? '';
  const group = (rows: Lines[]) =>
    Map.groupBy(
      rows.filter((row) => !HOST_TABLE.test(row.name)),
      targetOf,
    );
  const [old, now] = [group(before), group(after)];
  const text = (rows: Lines[] | undefined) => (rows ?? []).map(({ lines }) => lines).join('\n');
  const targets = new Set([...old.keys(), ...now.keys(), ...created.map((name) => `function ${name}`)]);
  const gone = new Set(dropped.map((name) => `function ${name}`));
  const changed = [...targets].filter(
    (target) =>
      !gone.has(target) &&
      (text(old.get(target)) !== text(now.get(target)) || created.includes(target.slice('function '.length))),
  );
  const functions = changed.filter((target) => target.startsWith('function '));
  const others = changed.filter((target) => !target.startsWith('function '));
  return [
    ...functionGrants(
      functions.map((target) => target.slice('function '.length)),
      now,
    ),
    ...others.flatMap((target) => [`revoke all on ${target} from ${API_ROLES};`, text(now.get(target))]),
  ].filter(Boolean);
}

function functionGrants(names: string[], grants: Map<string, Lines[]>): string[] {
  if (names.length === 0) return [];
  const rolesOf = (name: string) =>
    (grants.get(`function ${name}`) ?? []).map(({ lines }) => / to (\S+);$/.exec(lines)?.[1]).join(', ');
  const byRoles = Map.groupBy(
    names.filter((name) => rolesOf(name) !== ''),
    rolesOf,
  );
  return [
    `revoke all on function\n  ${names.join(',\n  ')}\n  from ${API_ROLES};`,
    ...[...byRoles].map(
      ([roles, granted]) => `grant execute on function\n  ${granted.join(',\n  ')}\n  to ${roles};`,
    ),
  ];
}

/** Returns the statements about new and changed comments, and about comments removed from objects that remain. */
function commentChanges(before: Lines[], after: Lines[], recreated: string[]): string[] {
  const targetOf = ({ lines }: Lines) => lines.slice(0, lines.indexOf(' is '));
  const old = new Map(before.map((row) => [targetOf(row), row.lines]));
  const now = new Set(after.map(targetOf));
  const isNew = (row: Lines) => old.get(targetOf(row)) !== row.lines || recreated.includes(row.name);
  const gone = before.filter((row) => !now.has(targetOf(row)) && !/^comment on function/.test(row.lines));
  return [
    ...after.filter(isNew).map(({ lines }) => lines),
    ...gone.map((row) => `${targetOf(row)} is null;`),
  ];
}

const section = (title: string, statements: string[]) =>
  statements.length === 0 ? [] : [`-- ${title}\n\n${statements.join('\n')}\n`];

/**
 * Returns the statements in the order in which they apply; '' for none. Throws if tables, types or indexes differ,
 * because migrations change these by hand.
 */
export function writeChanges(before: Sections, after: Sections, source: Source): string {
  refuseTableChanges(before, after);
  const functions = functionChanges(before, after);
  const attached = (title: string) =>
    attachedChanges(rowsOf(before, title), rowsOf(after, title), functions.dropped);
  const [triggers, policies] = [attached('Triggers'), attached('Policies')];
  const kept = new Set(rowsOf(before, 'Functions').map(({ name }) => name));
  for (const name of functions.dropped) kept.delete(name);
  const created = functions.written.map(({ name }) => name).filter((name) => !kept.has(name));
  const gone = functions.dropped.filter((name) => !created.includes(name));
  const comments = commentChanges(rowsOf(before, 'Comments'), rowsOf(after, 'Comments'), created);
  const written = (kind: string, rows: Lines[]) =>
    statementsFor(
      source,
      rows.map((row) => `${kind} ${kind === 'function' ? nameOf(row.name) : idOf(row)}`),
    );
  return [
    ...section('Dropped', [
      ...triggers.dropped.map((id) => `drop trigger ${id};`),
      ...policies.dropped.map((id) => `drop policy ${id};`),
      ...functions.dropped.map((name) => `drop function ${name};`),
    ]),
    ...section(
      'Functions',
      written('function', functions.written).map((text) => `${text}\n`),
    ),
    ...section('Comments', comments),
    ...section('Triggers', written('trigger', triggers.written)),
    ...section('Policies', written('policy', policies.written)),
    ...section('Grants', grantChanges(rowsOf(before, 'Grants'), rowsOf(after, 'Grants'), created, gone)),
  ].join('\n');
}

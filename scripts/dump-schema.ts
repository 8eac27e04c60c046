/**
 * Dumps the schema as SQL text, read from the catalogue. The text is the same on every machine, so that reviewers can
 * read the final state.
 */
import type postgres from 'postgres';

const SCHEMAS = ['public', 'private'];
const ROLES = ['public', 'anon', 'authenticated', 'service_role'];

export interface Lines {
  /** The table or function to which the lines belong. */
  name: string;
  lines: string;
}

/** The objects of one kind, such as Functions. */
export type Sections = Map<string, Lines[]>;

type Sql = postgres.Sql;

const tables = (sql: Sql) => sql<Lines[]>`
  select c.oid::regclass::text as name, format(E'create table %s (\n%s\n);', c.oid::regclass, string_agg(line, E',\n' order by kind, place)) ||
    case when c.relrowsecurity then format(E'\nalter table %s enable row level security;', c.oid::regclass) else '' end ||
    case when c.relforcerowsecurity then format(E'\nalter table %s force row level security;', c.oid::regclass) else '' end as lines
  from pg_class c
  cross join lateral (
    select 0 as kind, a.attnum::int as place, format('  %I %s', a.attname, format_type(a.atttypid, a.atttypmod))
      || case when a.attgenerated = 's' then ' generated always as (' || pg_get_expr(d.adbin, d.adrelid) || ') stored'
        when d.adbin is not null then ' default ' || pg_get_expr(d.adbin, d.adrelid) else '' end
      || case when a.attnotnull then ' not null' else '' end as line
    from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    union all
    select 1, row_number() over (order by conname)::int, format('  constraint %I %s', conname, pg_get_constraintdef(oid))
    from pg_constraint where conrelid = c.oid and contype <> 't' and contype <> 'n'
  ) parts
  where c.relkind = 'r' and c.relnamespace = any (${SCHEMAS}::regnamespace[])
  group by c.oid, c.relrowsecurity, c.relforcerowsecurity`;

const extensions = (sql: Sql) => sql<Lines[]>`
  select e.extname as name, format('create extension %I with schema %s;', e.extname, e.extnamespace::regnamespace) as lines
  from pg_extension e where e.extname <> 'plpgsql'`;

/** Domains, composite types and enums, without the row types of tables. */
const types = (sql: Sql) => sql<Lines[]>`
  select t.oid::regtype::text as name,
    case t.typtype
      when 'd' then format('create domain %s as %s', t.oid::regtype, format_type(t.typbasetype, t.typtypmod))
        || coalesce(' default ' || t.typdefault, '') || case when t.typnotnull then ' not null' else '' end
        || coalesce((select string_agg(format(E'\n  constraint %I %s', k.conname, pg_get_constraintdef(k.oid)), '' order by k.conname)
            from pg_constraint k where k.contypid = t.oid and k.contype = 'c'), '')
      when 'e' then format('create type %s as enum (%s)', t.oid::regtype,
        (select string_agg(quote_literal(e.enumlabel), ', ' order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid))
      else format(E'create type %s as (\n%s\n)', t.oid::regtype,
        (select string_agg(format('  %I %s', a.attname, format_type(a.atttypid, a.atttypmod)), E',\n' order by a.attnum)
          from pg_attribute a where a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped))
    end || ';' as lines
  from pg_type t left join pg_class c on c.oid = t.typrelid
  where t.typnamespace = any (${SCHEMAS}::regnamespace[]) and (t.typtype in ('d', 'e') or c.relkind = 'c')`;

const views = (sql: Sql) => sql<Lines[]>`
  select c.oid::regclass::text as name, format(E'create %s %s as\n%s',
    case c.relkind when 'm' then 'materialized view' else 'view' end, c.oid::regclass, pg_get_viewdef(c.oid)) as lines
  from pg_class c where c.relkind in ('v', 'm') and c.relnamespace = any (${SCHEMAS}::regnamespace[])`;

const sequences = (sql: Sql) => sql<Lines[]>`
  select c.oid::regclass::text as name, format('create sequence %s as %s start %s increment %s minvalue %s maxvalue %s cache %s%s;', c.oid::regclass,
    format_type(s.seqtypid, null), s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, case when s.seqcycle then ' cycle' else '' end) as lines
  from pg_class c join pg_sequence s on s.seqrelid = c.oid
  where c.relnamespace = any (${SCHEMAS}::regnamespace[])`;

const indexes = (sql: Sql) => sql<Lines[]>`
  select i.indrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) || ';' as lines
  from pg_index i join pg_class c on c.oid = i.indrelid
  where c.relnamespace = any (${SCHEMAS}::regnamespace[])
    and not exists (select from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x'))`;

const policies = (sql: Sql) => sql<Lines[]>`
  select format('%I.%I', schemaname, tablename) as name,
    format(E'create policy %I on %I.%I%s for %s to %s%s%s;', policyname, schemaname, tablename,
      case permissive when 'RESTRICTIVE' then ' as restrictive' else '' end, lower(cmd),
    array_to_string(roles, ', '), E'\n  using ' || qual, E'\n  with check ' || with_check) as lines
  from pg_policies where schemaname = any (${SCHEMAS})`;

const triggers = (sql: Sql) => sql<Lines[]>`
  select t.tgrelid::regclass::text as name, pg_get_triggerdef(t.oid) || ';' as lines
  from pg_trigger t join pg_class c on c.oid = t.tgrelid
  where not t.tgisinternal and c.relnamespace = any (${SCHEMAS}::regnamespace[])`;

const functions = (sql: Sql) => sql<Lines[]>`
  select p.oid::regprocedure::text as name, rtrim(pg_get_functiondef(p.oid), E'\n') || ';' as lines
  from pg_proc p where p.pronamespace = any (${SCHEMAS}::regnamespace[])`;

const grants = (sql: Sql) => sql<Lines[]>`
  with items as (
    select c.oid::regclass::text as name, 'on ' || c.oid::regclass::text as target, null as columns, a.* from pg_class c, aclexplode(c.relacl) a
    where c.relkind in ('r', 'S') and c.relnamespace = any (${SCHEMAS}::regnamespace[])
    union all
    select c.oid::regclass::text, 'on ' || c.oid::regclass::text, att.attname::text, a.*
    from pg_attribute att join pg_class c on c.oid = att.attrelid, aclexplode(att.attacl) a
    where c.relkind = 'r' and c.relnamespace = any (${SCHEMAS}::regnamespace[])
    union all
    select p.oid::regprocedure::text, 'on function ' || p.oid::regprocedure::text, null, a.*
    from pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
    where p.pronamespace = any (${SCHEMAS}::regnamespace[])
    union all
    select 'schema ' || n.nspname, 'on schema ' || n.nspname, null, a.* from pg_namespace n, aclexplode(n.nspacl) a where n.nspname = any (${SCHEMAS})
    union all
    select t.oid::regtype::text, 'on type ' || t.oid::regtype::text, null, a.*
    from pg_type t left join pg_class c on c.oid = t.typrelid, aclexplode(t.typacl) a
    where t.typnamespace = any (${SCHEMAS}::regnamespace[]) and (t.typtype in ('d', 'e') or c.relkind = 'c')
  ), named as (
    select name, target, lower(privilege_type) as privilege, string_agg(columns, ', ' order by columns) as columns,
      case when grantee = 0 then 'public' else pg_get_userbyid(grantee)::text end as role
    from items group by name, target, lower(privilege_type), grantee, columns is null
  )
  select name, format('grant %s %s to %s;', string_agg(privilege || coalesce(' (' || columns || ')', ''), ', ' order by privilege, columns nulls first), target, role) as lines
  from named where role = any (${ROLES}) group by name, target, role`;

const defaultPrivileges = (sql: Sql) => sql<Lines[]>`
  select concat_ws(' ', d.defaclnamespace::regnamespace::text, d.defaclobjtype) as name,
    format('alter default privileges%s grant %s on %s to %s;',
      case when d.defaclnamespace <> 0 then ' in schema ' || d.defaclnamespace::regnamespace end,
      string_agg(lower(a.privilege_type), ', ' order by a.privilege_type),
      case d.defaclobjtype when 'r' then 'tables' when 'S' then 'sequences' when 'f' then 'functions' when 'T' then 'types' else 'schemas' end,
      case when a.grantee = 0 then 'public' else pg_get_userbyid(a.grantee)::text end) as lines
  from pg_default_acl d, aclexplode(d.defaclacl) a
  where d.defaclnamespace = 0 or d.defaclnamespace = any (${SCHEMAS}::regnamespace[])
  group by d.defaclnamespace, d.defaclobjtype, a.grantee
  having case when a.grantee = 0 then 'public' else pg_get_userbyid(a.grantee)::text end = any (${ROLES})`;

const comments = (sql: Sql) => sql<Lines[]>`
  select c.oid::regclass::text as name,
    format('comment on %s is %L;', case when d.objsubid > 0 then format('column %s.%I', c.oid::regclass, a.attname)
      else case c.relkind when 'S' then 'sequence ' else 'table ' end || c.oid::regclass::text end, d.description) as lines
  from pg_description d join pg_class c on c.oid = d.objoid and d.classoid = 'pg_class'::regclass
  left join pg_attribute a on a.attrelid = c.oid and a.attnum = d.objsubid
  where c.relnamespace = any (${SCHEMAS}::regnamespace[]) and c.relkind in ('r', 'S')
  union all
  select p.oid::regprocedure::text, format('comment on function %s is %L;', p.oid::regprocedure, d.description)
  from pg_description d join pg_proc p on p.oid = d.objoid and d.classoid = 'pg_proc'::regclass
  where p.pronamespace = any (${SCHEMAS}::regnamespace[])
  union all
  select t.oid::regtype::text, format('comment on %s %s is %L;', case t.typtype when 'd' then 'domain' else 'type' end, t.oid::regtype, d.description)
  from pg_description d join pg_type t on t.oid = d.objoid and d.classoid = 'pg_type'::regclass
  where t.typnamespace = any (${SCHEMAS}::regnamespace[])
  union all
  select 'schema ' || n.nspname, format('comment on schema %I is %L;', n.nspname, d.description)
  from pg_description d join pg_namespace n on n.oid = d.objoid and d.classoid = 'pg_namespace'::regclass
  where n.nspname = any (${SCHEMAS})
  union all
  select o.name, format('comment on %s is %L;', o.what, d.description) from (
    select 'pg_constraint'::regclass as class, k.oid, k.conrelid::regclass::text as name, format('constraint %I on %s', k.conname, k.conrelid::regclass) as what
    from pg_constraint k where k.conrelid <> 0 and k.connamespace = any (${SCHEMAS}::regnamespace[])
    union all
    select 'pg_trigger'::regclass, g.oid, g.tgrelid::regclass::text, format('trigger %I on %s', g.tgname, g.tgrelid::regclass)
    from pg_trigger g join pg_class c on c.oid = g.tgrelid where c.relnamespace = any (${SCHEMAS}::regnamespace[])
    union all
    select 'pg_policy'::regclass, y.oid, y.polrelid::regclass::text, format('policy %I on %s', y.polname, y.polrelid::regclass)
    from pg_policy y join pg_class c on c.oid = y.polrelid where c.relnamespace = any (${SCHEMAS}::regnamespace[])
    union all
    select 'pg_class'::regclass, c.oid, c.oid::regclass::text, format('%s %s', case c.relkind when 'i' then 'index' else 'view' end, c.oid::regclass)
    from pg_class c where c.relkind in ('i', 'v') and c.relnamespace = any (${SCHEMAS}::regnamespace[])
  ) o join pg_description d on d.objoid = o.oid and d.classoid = o.class and d.objsubid = 0`;

const readers: Record<string, (sql: Sql) => Promise<Lines[]>> = {
  Extensions: extensions,
  Types: types,
  Sequences: sequences,
  Tables: tables,
  Views: views,
  Indexes: indexes,
  Functions: functions,
  Triggers: triggers,
  Policies: policies,
  Grants: grants,
  'Default privileges': defaultPrivileges,
  Comments: comments,
};

const byName = (rows: Lines[]) => rows.sort((a, b) => compare(a.name, b.name) || compare(a.lines, b.lines));

/** Reads the objects of a database, each kind in order of name. */
export async function readSchema(sql: Sql): Promise<Sections> {
  return sql.begin(async (transaction) => {
    // A transaction has the same tagged template as a connection, with a shorter lifetime.
    const tx = transaction as unknown as Sql;
    await tx`set local search_path = ''`;
    const sections: Sections = new Map();
    for (const [title, read] of Object.entries(readers)) sections.set(title, byName([...(await read(tx))]));
    return sections;
  });
}

/** Kinds whose objects take several lines. */
const tall = new Set(['Types', 'Tables', 'Functions', 'Policies']);

/** Returns the schema as text, ordered by name so that a change makes a small diff. */
export async function dumpSchema(sql: Sql): Promise<string> {
  const written = [...(await readSchema(sql))].filter(([, rows]) => rows.length > 0);
  const bodies = written.map(([title, rows]) => {
    const separator = tall.has(title) ? '\n\n' : '\n';
    return `-- ${title} ${'-'.repeat(110 - title.length)}\n\n${rows.map((row) => row.lines).join(separator)}\n`;
  });
  return `-- The schema as the migrations leave it. Written by \`npm run generate\`; do not edit.\n\n${bodies.join('\n')}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

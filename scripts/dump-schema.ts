/** The final schema as one SQL text, read from the catalogue and the same on every machine: what a reviewer reads. */
import type postgres from 'postgres';

const SCHEMAS = ['public', 'private'];
const ROLES = ['public', 'anon', 'authenticated', 'service_role'];

interface Lines {
  /** What the lines are about: the table or function they stand under. */
  name: string;
  lines: string;
}

type Sql = postgres.Sql;

const tables = (sql: Sql) => sql<Lines[]>`
  select c.oid::regclass::text as name, format(E'create table %s (\n%s\n);', c.oid::regclass, string_agg(line, E',\n' order by kind, place)) ||
    case when c.relrowsecurity then format(E'\nalter table %s enable row level security;', c.oid::regclass) else '' end as lines
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
  group by c.oid, c.relrowsecurity`;

const sequences = (sql: Sql) => sql<Lines[]>`
  select c.oid::regclass::text as name, format('create sequence %s as %s;', c.oid::regclass, format_type(s.seqtypid, null)) as lines
  from pg_class c join pg_sequence s on s.seqrelid = c.oid
  where c.relnamespace = any (${SCHEMAS}::regnamespace[])`;

const indexes = (sql: Sql) => sql<Lines[]>`
  select i.indrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) || ';' as lines
  from pg_index i join pg_class c on c.oid = i.indrelid
  where c.relnamespace = any (${SCHEMAS}::regnamespace[])
    and not exists (select from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x'))`;

const policies = (sql: Sql) => sql<Lines[]>`
  select format('%I', tablename) as name, format(E'create policy %I on %I for %s to %s%s%s;', policyname, tablename, lower(cmd),
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
    select 'schema ' || n.nspname, 'on schema ' || n.nspname, null, a.* from pg_namespace n, aclexplode(n.nspacl) a where n.nspname = 'private'
  ), named as (
    select name, target, lower(privilege_type) as privilege, string_agg(columns, ', ' order by columns) as columns,
      case when grantee = 0 then 'public' else pg_get_userbyid(grantee)::text end as role
    from items group by name, target, lower(privilege_type), grantee
  )
  select name, format('grant %s %s to %s;', string_agg(privilege || coalesce(' (' || columns || ')', ''), ', ' order by privilege), target, role) as lines
  from named where role = any (${ROLES}) group by name, target, role`;

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
  where p.pronamespace = any (${SCHEMAS}::regnamespace[])`;

/** Reads a migrated database; the order is by name, so that a change shows as a small difference. */
export async function dumpSchema(sql: Sql): Promise<string> {
  return sql.begin(async (transaction) => {
    // The tagged template of a transaction is that of a connection; only its life is shorter.
    const tx = transaction as unknown as Sql;
    await tx`set local search_path = ''`;
    const byName = (rows: Lines[]) =>
      rows.sort((a, b) => compare(a.name, b.name) || compare(a.lines, b.lines));
    const sections: [string, Lines[]][] = [
      ['Sequences', await sequences(tx)],
      ['Tables', await tables(tx)],
      ['Indexes', await indexes(tx)],
      ['Functions', await functions(tx)],
      ['Triggers', await triggers(tx)],
      ['Policies', await policies(tx)],
      ['Grants', await grants(tx)],
      ['Comments', await comments(tx)],
    ];
    const bodies = sections.map(([title, rows]) => {
      const separator = title === 'Tables' || title === 'Functions' || title === 'Policies' ? '\n\n' : '\n';
      return `-- ${title} ${'-'.repeat(110 - title.length)}\n\n${byName(rows)
        .map((row) => row.lines)
        .join(separator)}\n`;
    });
    return `-- The schema as the migrations leave it. Written by \`npm run generate\`; do not edit.\n\n${bodies.join('\n')}`;
  });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

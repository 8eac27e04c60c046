/** The SQL that drops the functions, triggers and policies of the product and keeps its tables with their rows. */

/**
 * Drops triggers that call a function of the schema private, and policies on the product's own tables. Keeps a function
 * that a table uses in a default, a check or an index.
 */
export const dropCode = `
do $$
declare
  v_item record;
begin
  for v_item in
    select t.tgname, t.tgrelid::regclass as relation from pg_catalog.pg_trigger t
    join pg_catalog.pg_proc p on p.oid = t.tgfoid
    where not t.tgisinternal and p.pronamespace = 'private'::regnamespace
  loop
    execute format('drop trigger %I on %s', v_item.tgname, v_item.relation);
  end loop;
  for v_item in
    select p.polname, c.oid::regclass as relation from pg_catalog.pg_policy p
    join pg_catalog.pg_class c on c.oid = p.polrelid
    where c.relnamespace = 'private'::regnamespace
      or (c.relnamespace = 'public'::regnamespace and c.relname like 'agent\\_%')
      or exists (select from pg_catalog.pg_constraint k where k.conrelid = c.oid
        and c.relname in ('deep_work_tasks', 'deep_work_subtasks') and k.conname = c.relname || '_values')
  loop
    execute format('drop policy %I on %s', v_item.polname, v_item.relation);
  end loop;
  for v_item in
    select p.oid::regprocedure as name from pg_catalog.pg_proc p
    where p.pronamespace = 'private'::regnamespace
      or (p.pronamespace = 'public'::regnamespace and p.proname like 'agent\\_%')
  loop
    begin
      execute format('drop function %s', v_item.name);
    exception when dependent_objects_still_exist then
      null;
    end;
  end loop;
end
$$`;

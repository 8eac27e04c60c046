-- Placeholders of templates: {{title}}, or {{due_date|no date}} with a default for an empty field.

-- Scans the text once: placeholders inside a filled-in value are not filled in.
create or replace function private.fill_placeholders(template text, task jsonb) returns text
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_placeholder constant text := '\{\{\s*([a-z_][a-z0-9_]*)\s*(?:\|([^{}]*))?\}\}';
begin
  if template is null or position('{{' in template) = 0 then
    return template;
  end if;
  return (
    select string_agg(t.words || coalesce(nullif(fill_placeholders.task ->> f.parts[1], ''), btrim(f.parts[2]), ''), ''
      order by t.place)
    from unnest(regexp_split_to_array(template, v_placeholder)) with ordinality t (words, place)
    left join lateral (
      select m.parts from regexp_matches(template, v_placeholder, 'g') with ordinality m (parts, place)
        where m.place = t.place
    ) f on true
  );
end
$$;
comment on function private.fill_placeholders(text, jsonb) is
  'Returns the text with its placeholders filled in from a task. An empty or missing field yields the default after '
  '|, or nothing.';

create or replace function private.check_placeholders(template text) returns void
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_name text;
begin
  if position('{{' in regexp_replace(template, '\{\{\s*[a-z_][a-z0-9_]*\s*(?:\|[^{}]*)?\}\}', '', 'g')) > 0 then
    raise exception using errcode = 'AE400', message = format('The template has an invalid placeholder: %s',
      left(template, 200)),
      hint = 'Write {{title}}, or {{due_date|no date}} with a default for a task that has none.';
  end if;
  select m.parts[1] into v_name from regexp_matches(template, '\{\{\s*([a-z_][a-z0-9_]*)', 'g') m (parts)
  where m.parts[1] not in ('title', 'description', 'category', 'priority', 'due_date') and not exists (
    select from pg_catalog.pg_attribute a
    where a.attrelid = 'public.deep_work_tasks'::regclass and a.attname = m.parts[1] and a.attnum > 0
      and not a.attisdropped
  ) limit 1;
  if v_name is not null then
    raise exception using errcode = 'AE400', message = format('Tasks have no field %s.', v_name),
      hint = 'Use a column of the tasks, such as {{title}}, {{description}}, {{category}}, {{priority}} or '
        '{{due_date}}.';
  end if;
end
$$;
comment on function private.check_placeholders(text) is
  'Raises AE400 if the text has an invalid placeholder or one that names no field of a task.';

create or replace function private.fill_steps(steps jsonb, task jsonb) returns jsonb
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return (
    select jsonb_agg(s || jsonb_build_object('action', private.fill_placeholders(s ->> 'action', fill_steps.task),
      'description', private.fill_placeholders(s ->> 'description', fill_steps.task)) order by place)
    from jsonb_array_elements(steps) with ordinality e (s, place)
  );
end
$$;
comment on function private.fill_steps(jsonb, jsonb) is
  'Returns the steps of a template, filled in for a task. Does not check whether they form a valid plan.';

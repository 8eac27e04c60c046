-- Compares two versions of a plan: matches their steps, and lists what changed in each.

-- Two steps match if they have the same action and description. Their position, dependencies and estimate may differ.
create or replace function private.match_steps(old_steps jsonb, new_steps jsonb) returns integer[]
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return (
    with old_step as (
      select place, e ->> 'action' as action, e ->> 'description' as description
      from jsonb_array_elements(old_steps) with ordinality o (e, place)
    ), new_step as (
      select place, e ->> 'action' as action, e ->> 'description' as description
      from jsonb_array_elements(new_steps) with ordinality n (e, place)
    ), stayed as (
      select n.place from new_step n join old_step o using (place, action, description)
    ), old_rest as (
      select o.*, row_number() over (partition by action, description order by place) as turn
      from old_step o where o.place not in (select s.place from stayed s)
    ), new_rest as (
      select n.*, row_number() over (partition by action, description order by place) as turn
      from new_step n where n.place not in (select s.place from stayed s)
    )
    select array_agg(coalesce(s.place, o.place, 0)::integer order by n.place)
    from new_step n
    left join stayed s on s.place = n.place
    left join new_rest r on r.place = n.place
    left join old_rest o on (o.action, o.description, o.turn) = (r.action, r.description, r.turn)
  );
end
$$;
comment on function private.match_steps(jsonb, jsonb) is
  'Returns for each new step the number of the matching old step, or 0. Prefers the step at the same position, then '
  'takes the others in order.';

create or replace function private.with_defaults(step jsonb) returns jsonb
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return jsonb_strip_nulls(step) || jsonb_build_object('depends_on', to_jsonb(private.step_dependencies(step)),
    'requires_approval', coalesce(step -> 'requires_approval', 'false') = 'true',
    'max_attempts', coalesce((step ->> 'max_attempts')::numeric::integer, 1));
end
$$;
comment on function private.with_defaults(jsonb) is
  'Returns a declared step with its defaults filled in: depends_on, requires_approval and max_attempts.';

create or replace function private.steps_difference(old_steps jsonb, new_steps jsonb) returns jsonb
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_source integer[] := private.match_steps(old_steps, new_steps);
  v_old_count integer := jsonb_array_length(old_steps);
  v_is_in_place boolean; -- a dependency has the same number in both
begin
  -- A new step without a match replaces the old step at its position, if that one has no match either.
  for n in 1..cardinality(v_source) loop
    if v_source[n] = 0 and n <= v_old_count and not n = any (v_source) then
      v_source[n] := n;
    end if;
  end loop;
  v_is_in_place := not exists (select from unnest(v_source) with ordinality s (source, place)
    where s.source not in (0, s.place));
  return (
    with matched as materialized (
      select n.place, v_source[n.place] as source, o.e as before_step, private.with_defaults(n.e) as after_step,
        v_is_in_place and n.e = o.e as is_same
      from jsonb_array_elements(new_steps) with ordinality n (e, place)
      left join jsonb_array_elements(old_steps) with ordinality o (e, place) on o.place = v_source[n.place]
    ), pair as materialized (
      select m.place, m.source, m.is_same, m.after_step,
        case when m.is_same then m.after_step else private.with_defaults(m.before_step) end as before_step
      from matched m
    ), compared as (
      select p.*, case when is_same then '{}'::text[] when source > 0 then array(
        select k from (select jsonb_object_keys(after_step) union select jsonb_object_keys(before_step)) f (k)
        where k <> 'step' and after_step -> k is distinct from case
          when k = 'depends_on' then ( -- compares steps, not their present numbers
            select coalesce(jsonb_agg(coalesce(array_position(v_source, d::integer), -d::integer)
              order by coalesce(array_position(v_source, d::integer), -d::integer)), '[]')
            from jsonb_array_elements_text(before_step -> 'depends_on') d)
          else before_step -> k end
        order by k) end as fields
      from pair p
    )
    select jsonb_agg(r.entry order by r.place, r.is_gone) from (
      select place, false as is_gone, jsonb_build_object(
        'change', case when source = 0 then 'added' when fields <> '{}' then 'changed' when source <> place
        then 'moved' else 'same' end,
        'before', case when source > 0 then before_step end, 'after', after_step, 'fields',
        to_jsonb(coalesce(fields, '{}'))) as entry
      from compared
      union all
      select o.place, true, jsonb_build_object('change', 'removed', 'before', private.with_defaults(o.e), 'after', null,
        'fields', '[]'::jsonb)
      from jsonb_array_elements(old_steps) with ordinality o (e, place) where not o.place = any (v_source)
    ) r
  );
end
$$;
comment on function private.steps_difference(jsonb, jsonb) is
  'Returns two declarations side by side: [{ change: same | moved | changed | added | removed, before, after, fields '
  '}].';

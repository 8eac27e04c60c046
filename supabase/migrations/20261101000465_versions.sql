-- Versions of a plan. Edits change the steps to come and are logged; a re-plan declares the whole plan anew and is a version
-- (replans.sql). Here is what versions there are, and how two of them differ.

create table public.agent_plan_versions (
  plan_id uuid not null,
  version integer not null,
  user_id text not null,
  steps jsonb not null,
  reason text,
  reverts_to integer,
  created_by text not null,
  created_at timestamptz not null,
  seq bigint not null,
  constraint agent_plan_versions_pkey primary key (plan_id, version),
  constraint agent_plan_versions_plan_id_fkey foreign key (plan_id)
    references public.agent_execution_plans (id) on delete cascade
);
comment on table public.agent_plan_versions is 'Every version of a plan as it was declared; written by the log, never changed.';
comment on column public.agent_plan_versions.plan_id is 'The plan.';
comment on column public.agent_plan_versions.version is '1 as created; each re-plan is the next.';
comment on column public.agent_plan_versions.user_id is 'Owner, taken from the plan.';
comment on column public.agent_plan_versions.steps is 'The steps as declared.';
comment on column public.agent_plan_versions.reason is 'Why the plan was declared anew.';
comment on column public.agent_plan_versions.reverts_to is 'The version whose steps were taken up again, if any.';
comment on column public.agent_plan_versions.created_by is 'Name of the agent or person that declared it.';
comment on column public.agent_plan_versions.created_at is 'When it was declared (UTC).';
comment on column public.agent_plan_versions.seq is 'The log row that declared it.';

alter table public.agent_plan_versions enable row level security;
revoke all on public.agent_plan_versions from anon, authenticated, service_role;
grant select on public.agent_plan_versions to authenticated, service_role;
create policy agent_plan_versions_select on public.agent_plan_versions for select to authenticated
  using (user_id = (select private.caller_id()));

-- The same work is the same action and description: a step may have moved, wait for others or be estimated anew and still be
-- what it was.
create function private.match_steps(old_steps jsonb, new_steps jsonb) returns integer[]
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
  'For each new step the number of the old one that is the same work, 0 where there is none; at its own place first, else in order.';
revoke execute on function private.match_steps(jsonb, jsonb) from public;
grant execute on function private.match_steps(jsonb, jsonb) to authenticated, service_role;

-- A step with what follows from being silent said: what it waits for, that it needs no approval and has one attempt.
create function private.spelled_out(step jsonb) returns jsonb
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return jsonb_strip_nulls(step) || jsonb_build_object('depends_on', to_jsonb(private.step_dependencies(step)),
    'requires_approval', coalesce(step -> 'requires_approval', 'false') = 'true',
    'max_attempts', coalesce((step ->> 'max_attempts')::numeric::integer, 1));
end
$$;
comment on function private.spelled_out(jsonb) is 'A declared step with its defaults written out.';
revoke execute on function private.spelled_out(jsonb) from public;
grant execute on function private.spelled_out(jsonb) to authenticated, service_role;

create function private.steps_difference(old_steps jsonb, new_steps jsonb) returns jsonb
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_source integer[] := private.match_steps(old_steps, new_steps);
  v_old_count integer := jsonb_array_length(old_steps);
begin
  -- Where a step is no work of before and that of before at its place is gone, it was changed into what it is now.
  for n in 1..cardinality(v_source) loop
    if v_source[n] = 0 and n <= v_old_count and not n = any (v_source) then
      v_source[n] := n;
    end if;
  end loop;
  return (
    with pair as (
      select n.place, v_source[n.place] as source, private.spelled_out(n.e) as after_step,
        private.spelled_out(nullif(old_steps -> (v_source[n.place] - 1), 'null')) as before_step
      from jsonb_array_elements(new_steps) with ordinality n (e, place)
    ), compared as (
      select p.*, case when source > 0 then array(
        select k from (select jsonb_object_keys(after_step) union select jsonb_object_keys(before_step)) f (k)
        where k <> 'step' and after_step -> k is distinct from case
          when k = 'depends_on' then ( -- the same steps, wherever they stand now
            select coalesce(jsonb_agg(coalesce(array_position(v_source, d::integer), -d::integer) order by coalesce(array_position(v_source, d::integer), -d::integer)), '[]')
            from jsonb_array_elements_text(before_step -> 'depends_on') d)
          else before_step -> k end
        order by k) end as fields
      from pair p
    )
    select jsonb_agg(r.entry order by r.place, r.is_gone) from (
      select place, false as is_gone, jsonb_build_object(
        'change', case when source = 0 then 'added' when fields <> '{}' then 'changed' when source <> place then 'moved' else 'same' end,
        'before', case when source > 0 then before_step end, 'after', after_step, 'fields', to_jsonb(coalesce(fields, '{}'))) as entry
      from compared
      union all
      select o.place, true, jsonb_build_object('change', 'removed', 'before', private.spelled_out(o.e), 'after', null, 'fields', '[]'::jsonb)
      from jsonb_array_elements(old_steps) with ordinality o (e, place) where not o.place = any (v_source)
    ) r
  );
end
$$;
comment on function private.steps_difference(jsonb, jsonb) is
  'Two declarations side by side: [{ change: same | moved | changed | added | removed, before, after, fields }].';
revoke execute on function private.steps_difference(jsonb, jsonb) from public;
grant execute on function private.steps_difference(jsonb, jsonb) to authenticated, service_role;

create function private.version_steps(plan_id uuid, version integer) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_steps jsonb;
begin
  if version is null then
    v_steps := private.declared_steps(version_steps.plan_id);
  else
    select v.steps into v_steps from public.agent_plan_versions v
    where v.plan_id = version_steps.plan_id and v.version = version_steps.version;
  end if;
  if v_steps is null then
    raise exception using errcode = 'AE404',
      message = format('There is no %sof a plan %s.', 'version ' || version || ' ', version_steps.plan_id),
      hint = 'List the versions of the plan.';
  end if;
  return v_steps;
end
$$;
comment on function private.version_steps(uuid, integer) is 'The steps of a version as declared; without one, the steps as they stand now. AE404 where there are none.';
revoke execute on function private.version_steps(uuid, integer) from public;
grant execute on function private.version_steps(uuid, integer) to authenticated, service_role;

create function public.agent_list_plan_versions(plan_id uuid) returns json
language sql stable security invoker set search_path = ''
as $$
  select coalesce(json_agg(r), '[]') from (
    select v.version, v.reason, v.reverts_to, v.created_by, v.created_at, v.seq, jsonb_array_length(v.steps) as total_steps,
      l.after_state -> 'added' as added, l.after_state -> 'removed' as removed, l.after_state -> 'changed' as changed,
      l.after_state -> 'moved' as moved, l.after_state -> 'kept' as kept
    from public.agent_plan_versions v
    left join public.agent_execution_logs l on l.seq = v.seq and l.action_type = 'replan'
    where v.plan_id = agent_list_plan_versions.plan_id
    order by v.version desc limit 1000
  ) r
$$;
comment on function public.agent_list_plan_versions(uuid) is
  'The newest 1,000 versions of a plan, newest first, with what each changed of the one before it (null for the first).';
revoke execute on function public.agent_list_plan_versions(uuid) from public, anon;
grant execute on function public.agent_list_plan_versions(uuid) to authenticated, service_role;

create function public.agent_compare_plan_versions(plan_id uuid, from_version integer, to_version integer default null) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return jsonb_build_object('from_version', from_version, 'to_version', to_version, 'steps', private.steps_difference(
    private.version_steps(agent_compare_plan_versions.plan_id, from_version),
    private.version_steps(agent_compare_plan_versions.plan_id, to_version)));
end
$$;
comment on function public.agent_compare_plan_versions(uuid, integer, integer) is
  'Two versions side by side, or one and the steps as they stand now: { from_version, to_version, steps: [{ change, before, after, fields }] }.';
revoke execute on function public.agent_compare_plan_versions(uuid, integer, integer) from public, anon;
grant execute on function public.agent_compare_plan_versions(uuid, integer, integer) to authenticated, service_role;

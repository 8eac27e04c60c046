-- Evidence: what a plan and its sub-plans claim, and what exit codes, diffs, commits and usage say. The projector of
-- captured runs writes it into the metadata of log rows (lib/capture/session/evidence.ts); other agents may, too:
-- { test: { exit_code }, changes: [{ path, added, removed }], commit, pull_request }.

-- Any caller who may write rows may write their metadata, so a value of another kind must not fail the read.
create or replace function private.line_count(value text) returns integer
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return case when value ~ '^\d{1,9}$' then value::integer else 0 end;
end
$$;
comment on function private.line_count(text) is 'Returns a number of lines; 0 for any other value.';

create or replace function private.evidence_of_logs(plan_ids uuid[]) returns jsonb
language plpgsql stable security definer set search_path = '' set enable_seqscan = off
as $$
begin
  return (
    with plans as materialized ( -- checks each plan once, not each row
      select p.id from public.agent_execution_plans p where p.id = any (plan_ids) and private.can_see_plan(p)
    ), rows as materialized (
      select l.seq, l.plan_id, l.step_number, l.action_type, left(l.description, 300) as description,
        l.error_message is not null as is_failed, l.metadata,
        private.event_time(l.metadata, l.created_at) as created_at
      from plans p join public.agent_execution_logs l on l.plan_id = p.id
      where (l.metadata ?| array['test', 'changes', 'commit', 'pull_request']
        or l.action_type in ('command', 'looping', 'disputed_claim'))
    ), tests as (
      select r.*, r.metadata -> 'test' -> 'exit_code' as exit_code from rows r where r.metadata ? 'test'
    ), changes as (
      select e ->> 'path' as path, count(*) as edits, sum(private.line_count(e ->> 'added')) as added,
        sum(private.line_count(e ->> 'removed')) as removed, max(r.seq) as seq
      from rows r cross join lateral jsonb_array_elements(case jsonb_typeof(r.metadata -> 'changes')
        when 'array' then r.metadata -> 'changes' else '[]' end) e
      where e ->> 'path' is not null group by 1
    )
    select jsonb_build_object(
      'commands', (select jsonb_build_object('runs', count(*), 'failed', count(*) filter (where r.is_failed))
        from rows r where r.action_type = 'command'),
      'tests', (select jsonb_build_object('runs', count(*), 'failed', count(*) filter (where t.is_failed))
        from tests t),
      'newest_test', (select jsonb_build_object('seq', t.seq, 'plan_id', t.plan_id, 'step_number', t.step_number,
        'description', t.description, 'exit_code', t.exit_code, 'is_failed', t.is_failed, 'created_at', t.created_at)
        from tests t order by t.seq desc limit 1),
      'changes', (select jsonb_build_object('files', count(*), 'added', coalesce(sum(c.added), 0), 'removed',
        coalesce(sum(c.removed), 0)) from changes c),
      'files', (select coalesce(jsonb_agg(jsonb_build_object('path', c.path, 'edits', c.edits, 'added',
        c.added, 'removed', c.removed) order by c.seq desc), '[]')
        from (select * from changes order by seq desc limit 100) c),
      'commits', (select coalesce(jsonb_agg(jsonb_build_object('seq', r.seq, 'plan_id', r.plan_id, 'commit',
        r.metadata -> 'commit', 'pull_request', r.metadata -> 'pull_request', 'description', r.description,
        'created_at', r.created_at) order by r.seq desc), '[]')
        from (select * from rows where metadata ?| array['commit', 'pull_request'] order by seq desc limit 50) r),
      'loops', (select count(*) from rows r where r.action_type = 'looping'),
      'disputed_claims', (select coalesce(jsonb_agg(jsonb_build_object('seq', r.seq, 'plan_id', r.plan_id,
        'step_number', r.step_number, 'description', r.description, 'created_at', r.created_at) order by r.seq desc),
        '[]') from (select * from rows where action_type = 'disputed_claim' order by seq desc limit 20) r),
      'is_disputed', coalesce((select max(r.seq) from rows r where r.action_type = 'disputed_claim')
        > coalesce((select max(t.seq) from tests t where not t.is_failed and t.exit_code = '0'), 0), false))
  );
end
$$;
comment on function private.evidence_of_logs(uuid[]) is
  'Returns what the log rows of plans prove: tests, commands, files, commits, loops and disputed claims.';

create or replace function public.agent_plan_evidence(plan_id uuid) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_plans constant uuid[] := (private.plan_tree(agent_plan_evidence.plan_id)).ids;
begin
  return private.evidence_of_logs(v_plans) || jsonb_build_object('plan_id', agent_plan_evidence.plan_id,
    'plan_ids', to_jsonb(v_plans),
    'usage', private.usage_groups('{plan_id,step_number,agent,model}', 1000, v_plans),
    'claims', (
      select coalesce(jsonb_agg(to_jsonb(c) order by c.created_at desc), '[]')
      from (
        select s.step_number, left(s.result ->> 'message', 2000) as message, s.completed_at as created_at
        from public.agent_execution_steps s
        where s.plan_id = agent_plan_evidence.plan_id and jsonb_typeof(s.result -> 'message') = 'string'
          and s.completed_at is not null
        order by s.completed_at desc limit 5
      ) c
    ));
end
$$;
comment on function public.agent_plan_evidence(uuid) is
  'Returns what a plan claims, and what it and its sub-plans prove: { plan_id, plan_ids (those of both), claims: the '
  'newest five final messages, commands, tests, newest_test, changes, files, commits, loops, disputed_claims, '
  'is_disputed, usage }. is_disputed says that a claim that tests pass came after a failing test, and that no test has '
  'passed since.';

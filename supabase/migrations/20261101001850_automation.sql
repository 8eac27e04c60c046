-- Rules that make plans of new tasks. The first of an owner's rules that fits a task makes a plan from its template; what became of
-- it is a row of agent_automation_runs and not a column of the rule, so that tasks created side by side never wait for each other.

create table public.agent_automation_rules (
  id uuid not null default gen_random_uuid(),
  user_id text not null default private.caller_id(),
  place integer not null default 0,
  match_kind text not null,
  match_value text,
  template_id uuid,
  enabled boolean not null default true,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  constraint agent_automation_rules_pkey primary key (id),
  -- Whoever writes it, a rule has no template but its owner's.
  constraint agent_automation_rules_template_fkey foreign key (template_id, user_id)
    references public.agent_plan_templates (id, user_id) on delete set null (template_id),
  constraint agent_automation_rules_match_kind check (match_kind in ('category', 'keyword', 'default')),
  constraint agent_automation_rules_match_value check (
    case match_kind when 'default' then match_value is null
      else match_value is not null and length(btrim(match_value)) > 0 and length(match_value) <= 100 end
  )
);
comment on table public.agent_automation_rules is 'Which new tasks get a plan, from which template; the first that fits wins. At most 100 a person.';
comment on column public.agent_automation_rules.id is 'Primary key.';
comment on column public.agent_automation_rules.user_id is 'Owner of the rule and of the tasks that it is for.';
comment on column public.agent_automation_rules.place is 'Its place among its owner''s rules; a new one comes last.';
comment on column public.agent_automation_rules.match_kind is
  'category: the task''s category is match_value; keyword: match_value is a word in its title or description; default: every task.';
comment on column public.agent_automation_rules.match_value is 'The category or word, in any case; null for default.';
comment on column public.agent_automation_rules.template_id is 'The template; null once it is deleted, and the rule then fails.';
comment on column public.agent_automation_rules.enabled is 'Whether it is at work.';
comment on column public.agent_automation_rules.created_at is 'When it was made (UTC).';
comment on column public.agent_automation_rules.updated_at is 'When it last changed (UTC).';

create index agent_automation_rules_user_id_idx on public.agent_automation_rules (user_id, place, id);
create index agent_automation_rules_template_idx on public.agent_automation_rules (template_id, user_id);
create trigger touch_updated_at before update on public.agent_automation_rules
  for each row execute function private.touch_updated_at();

create table public.agent_automation_runs (
  id bigint generated always as identity,
  rule_id uuid not null,
  user_id text not null,
  task_id text not null,
  plan_id uuid,
  error_message text,
  created_at timestamptz not null default clock_timestamp(),
  constraint agent_automation_runs_pkey primary key (id),
  constraint agent_automation_runs_rule_id_fkey foreign key (rule_id)
    references public.agent_automation_rules (id) on delete cascade,
  constraint agent_automation_runs_task_id_fkey foreign key (task_id)
    references public.deep_work_tasks (id) on delete cascade,
  constraint agent_automation_runs_plan_id_fkey foreign key (plan_id)
    references public.agent_execution_plans (id) on delete set null
);
comment on table public.agent_automation_runs is 'What became of each new task that a rule was for: its plan, or why there is none.';
comment on sequence public.agent_automation_runs_id_seq is 'Numbers the runs.';
revoke all on sequence public.agent_automation_runs_id_seq from anon, authenticated, service_role;
comment on column public.agent_automation_runs.id is 'Primary key.';
comment on column public.agent_automation_runs.rule_id is 'The rule.';
comment on column public.agent_automation_runs.user_id is 'Owner, taken from the rule.';
comment on column public.agent_automation_runs.task_id is 'The new task.';
comment on column public.agent_automation_runs.plan_id is 'The plan that was made; null where none was, or it was deleted since.';
comment on column public.agent_automation_runs.error_message is 'Why no plan could be made.';
comment on column public.agent_automation_runs.created_at is 'When (UTC).';

create index agent_automation_runs_rule_id_idx on public.agent_automation_runs (rule_id, id desc);
create index agent_automation_runs_rule_id_failed_idx on public.agent_automation_runs (rule_id, id desc) where error_message is not null;
create index agent_automation_runs_task_id_idx on public.agent_automation_runs (task_id);
create index agent_automation_runs_plan_id_idx on public.agent_automation_runs (plan_id);

alter table public.agent_automation_rules enable row level security;
revoke all on public.agent_automation_rules from anon, authenticated, service_role;
grant select, delete on public.agent_automation_rules to authenticated, service_role;
grant insert (user_id, match_kind, match_value, template_id, enabled), update (place, match_kind, match_value, template_id, enabled)
  on public.agent_automation_rules to authenticated, service_role;
create policy agent_automation_rules_select on public.agent_automation_rules for select to authenticated
  using (user_id = (select private.caller_id()));
-- What happens without anybody asking is for people to decide: agents may read rules and no more.
create policy agent_automation_rules_insert on public.agent_automation_rules for insert to authenticated
  with check (user_id = (select private.caller_id()) and not (select private.is_agent()));
create policy agent_automation_rules_update on public.agent_automation_rules for update to authenticated
  using (user_id = (select private.caller_id()) and not (select private.is_agent()))
  with check (user_id = (select private.caller_id()));
create policy agent_automation_rules_delete on public.agent_automation_rules for delete to authenticated
  using (user_id = (select private.caller_id()) and not (select private.is_agent()));

alter table public.agent_automation_runs enable row level security;
revoke all on public.agent_automation_runs from anon, authenticated, service_role;
grant select on public.agent_automation_runs to authenticated, service_role;
create policy agent_automation_runs_select on public.agent_automation_runs for select to authenticated
  using (user_id = (select private.caller_id()));

create function private.place_rule() returns trigger
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('agent_automation_rules:' || new.user_id, 0));
  if (select count(*) from public.agent_automation_rules r where r.user_id = new.user_id) >= 100 then
    raise exception using errcode = 'AE409', message = 'There are 100 rules already.', hint = 'Delete one that you no longer need.';
  end if;
  new.place := (select coalesce(max(r.place), 0) + 1 from public.agent_automation_rules r where r.user_id = new.user_id);
  return new;
end
$$;
comment on function private.place_rule() is 'Trigger: a new rule comes after its owner''s others, of which there are at most 100.';
revoke execute on function private.place_rule() from public;

create trigger place_rule before insert on public.agent_automation_rules
  for each row execute function private.place_rule();

-- The task comes as jsonb, for a host application's table may have no such columns.
create function private.rule_fits(rule public.agent_automation_rules, task jsonb) returns boolean
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return case rule.match_kind
    when 'default' then true
    when 'category' then lower(btrim(coalesce(task ->> 'category', ''))) = lower(btrim(rule.match_value))
    else concat_ws(' ', task ->> 'title', task ->> 'description')
      ~* ('(^|[^[:alnum:]])' || regexp_replace(btrim(rule.match_value), '([^[:alnum:][:space:]])', '\\\1', 'g') || '($|[^[:alnum:]])')
  end;
end
$$;
comment on function private.rule_fits(public.agent_automation_rules, jsonb) is 'Whether a rule is for a task; a keyword must stand there as a word of its own.';
revoke execute on function private.rule_fits(public.agent_automation_rules, jsonb) from public;
grant execute on function private.rule_fits(public.agent_automation_rules, jsonb) to authenticated, service_role;

-- The plan is made under an identity of automation's own: the task's owner, with a claim `automation` that makes the actor `system`
-- and that the log row of the plan keeps. It is the identity for just that long, and the caller's comes back whatever happens.
create function private.run_rule(rule public.agent_automation_rules, task jsonb) returns uuid
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_claims constant text := coalesce(current_setting('request.jwt.claims', true), '');
  v_template public.agent_plan_templates;
  v_source jsonb;
  v_id uuid := gen_random_uuid();
begin
  if rule.template_id is null then
    raise exception using errcode = 'AE404', message = 'The template of this rule was deleted.', hint = 'Choose another template for the rule.';
  end if;
  select t.* into v_template from public.agent_plan_templates t where t.id = rule.template_id;
  v_source := jsonb_build_object('rule_id', rule.id, 'template_id', v_template.id, 'template_version', v_template.version);
  perform set_config('request.jwt.claims', jsonb_build_object('sub', rule.user_id, 'automation', v_source)::text, true);
  insert into public.agent_execution_plans (id, task_id, plan_type, plan_json, agent_reasoning, metadata)
  values (v_id, task ->> 'id', v_template.plan_type, jsonb_build_object('steps', private.fill_steps(v_template.steps, task)),
    private.fill_placeholders(v_template.reasoning, task), v_source);
  perform set_config('request.jwt.claims', v_claims, true);
  return v_id;
end
$$;
comment on function private.run_rule(public.agent_automation_rules, jsonb) is 'Makes the plan of a rule for a task, as system, and returns its id.';
revoke execute on function private.run_rule(public.agent_automation_rules, jsonb) from public;

-- Runs as its owner because whoever may create a task need not be able to read rules or write plans. Nothing in here ever stops
-- the task: an error undoes what the rule did, identity included, and becomes the run's error.
create function private.automate_task() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_task jsonb;
  v_rule public.agent_automation_rules;
  v_plan uuid;
  v_refusal text;
begin
  -- A task that comes with its plan needs no other; and one that is created while a rule makes a plan would never end.
  if current_setting('agent_execution.task_has_plan', true) = 'yes' or private.claims() ? 'automation'
    or not exists (select from public.agent_automation_rules r where r.user_id = new.user_id::text and r.enabled)
  then
    return null;
  end if;
  begin
    v_task := to_jsonb(new);
    select r.* into v_rule from public.agent_automation_rules r
    where r.user_id = new.user_id::text and r.enabled and private.rule_fits(r, v_task)
    order by r.place, r.id limit 1;
    if v_rule.id is null then
      return null;
    end if;
    v_plan := private.run_rule(v_rule, v_task);
  exception when others then
    get stacked diagnostics v_refusal = message_text;
    v_plan := null;
  end;
  begin
    insert into public.agent_automation_runs (rule_id, user_id, task_id, plan_id, error_message)
    values (v_rule.id, v_rule.user_id, new.id, v_plan, left(v_refusal, 20000));
  exception when others then
    raise warning 'automation of task % was not recorded: %', new.id, sqlerrm;
  end;
  return null;
end
$$;
comment on function private.automate_task() is 'Trigger: lets the first rule that fits a new task make its plan; never stops the task.';
revoke execute on function private.automate_task() from public;

-- Not of tasks that are imported, which bring their plans.
create trigger agent_execution_automate_task after insert on public.deep_work_tasks
  for each row when (coalesce(current_setting('agent_execution.importing', true), '') = '')
  execute function private.automate_task();

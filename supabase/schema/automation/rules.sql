-- Automation rules, which create plans for new tasks. The owner's first rule that matches creates a plan from its
-- template. A row of agent_automation_runs records the result.

create or replace function private.set_rule_position() returns trigger
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('agent_automation_rules:' || new.user_id, 0));
  if (select count(*) from public.agent_automation_rules r where r.user_id = new.user_id) >= 100 then
    raise exception using errcode = 'AE409', message = 'The limit of 100 rules is reached.',
      hint = 'Delete a rule that you no longer need.';
  end if;
  new.place := (select coalesce(max(r.place), 0) + 1 from public.agent_automation_rules r
    where r.user_id = new.user_id);
  return new;
end
$$;
comment on function private.set_rule_position() is
  'Trigger: places a new rule after its owner''s others. Raises AE409 if the owner has 100 rules.';

create or replace trigger place_rule before insert on public.agent_automation_rules
  for each row when (not private.is_importing()) execute function private.set_rule_position();

-- The task is jsonb, because a host application's table may lack these columns.
create or replace function private.rule_matches(rule public.agent_automation_rules, task jsonb) returns boolean
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return case rule.match_kind
    when 'default' then true
    when 'category' then lower(btrim(coalesce(task ->> 'category', ''))) = lower(btrim(rule.match_value))
    else concat_ws(' ', task ->> 'title', task ->> 'description')
      ~* ('(^|[^[:alnum:]])' || regexp_replace(btrim(rule.match_value), '([^[:alnum:][:space:]])', '\\\1', 'g')
        || '($|[^[:alnum:]])')
  end;
end
$$;
comment on function private.rule_matches(public.agent_automation_rules, jsonb) is
  'Returns whether a rule matches a task. A keyword matches whole words only.';

-- The plan is created under an identity of its own: the task's owner with a claim automation. The claim makes the actor
-- system, and the plan's log row keeps it. Then the caller's identity is restored; an error restores it too.
create or replace function private.run_rule(rule public.agent_automation_rules, task jsonb) returns uuid
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_claims constant text := coalesce(current_setting('request.jwt.claims', true), '');
  v_template public.agent_plan_templates;
  v_source jsonb;
  v_reasoning text;
  v_id uuid := gen_random_uuid();
begin
  if rule.template_id is null then
    raise exception using errcode = 'AE404', message = 'The template of this rule was deleted.',
      hint = 'Choose another template for the rule.';
  end if;
  select t.* into v_template from public.agent_plan_templates t where t.id = rule.template_id;
  v_reasoning := private.fill_placeholders(v_template.reasoning, task);
  if length(v_reasoning) > 100000 then
    raise exception using errcode = 'AE400',
      message = 'The reasoning of the template is longer than 100,000 characters with the values of this task.',
      hint = 'Use fewer placeholders in the template.';
  end if;
  v_source := jsonb_build_object('rule_id', rule.id, 'template_id', v_template.id, 'template_version',
    v_template.version);
  perform set_config('request.jwt.claims', jsonb_build_object('sub', rule.user_id, 'automation', v_source)::text, true);
  insert into public.agent_execution_plans (id, task_id, plan_type, plan_json, agent_reasoning, metadata)
  values (v_id, task ->> 'id', v_template.plan_type, jsonb_build_object('steps',
    private.fill_steps(v_template.steps, task)),
    v_reasoning, v_source);
  perform set_config('request.jwt.claims', v_claims, true);
  return v_id;
end
$$;
comment on function private.run_rule(public.agent_automation_rules, jsonb) is
  'Creates the plan of a rule for a task as the actor system and returns its id.';

-- Runs as its owner because a caller who may create a task need not be able to read rules or write plans. A refusal
-- (AE4xx) rolls back the work of the rule and becomes the error of the run. Any other error aborts the creation of the
-- task, because the rule did not cause it.
create or replace function private.automate_task() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_task jsonb;
  v_rule public.agent_automation_rules;
  v_plan uuid;
  v_refusal text;
begin
  -- Skips a task that is created with its plan. Also skips a task that a rule's plan creates, which could recurse
  -- without end.
  if current_setting('agent_execution.task_has_plan', true) = 'yes' or private.claims() ? 'automation'
    or not exists (select from public.agent_automation_rules r where r.user_id = new.user_id::text and r.enabled)
  then
    return null;
  end if;
  v_task := to_jsonb(new);
  select r.* into v_rule from public.agent_automation_rules r
  where r.user_id = new.user_id::text and r.enabled and private.rule_matches(r, v_task)
  order by r.place, r.id limit 1 for key share;
  if v_rule.id is null then
    return null;
  end if;
  begin
    v_plan := private.run_rule(v_rule, v_task);
  exception when others then
    if sqlstate not like 'AE4%' then
      raise;
    end if;
    v_refusal := sqlerrm;
  end;
  insert into public.agent_automation_runs (rule_id, user_id, task_id, plan_id, error_message)
  values (v_rule.id, v_rule.user_id, new.id, v_plan, left(v_refusal, 20000));
  return null;
end
$$;
comment on function private.automate_task() is
  'Trigger: runs the first rule that matches a new task and records a refusal in the run. Any other error aborts the '
  'creation of the task.';

-- Imported tasks bring their own plans.
create or replace trigger agent_execution_automate_task after insert on public.deep_work_tasks
  for each row when (not private.is_importing())
  execute function private.automate_task();

create or replace trigger touch_updated_at before update on public.agent_automation_rules
  for each row execute function private.touch_updated_at();

drop policy if exists agent_automation_rules_select on public.agent_automation_rules;
create policy agent_automation_rules_select on public.agent_automation_rules for select to authenticated
  using (user_id = (select private.caller_id()));

-- Rules act without a person, so only people may change them. Agents may read them.
drop policy if exists agent_automation_rules_insert on public.agent_automation_rules;
create policy agent_automation_rules_insert on public.agent_automation_rules for insert to authenticated
  with check (user_id = (select private.caller_id()) and not (select private.is_agent()));

drop policy if exists agent_automation_rules_update on public.agent_automation_rules;
create policy agent_automation_rules_update on public.agent_automation_rules for update to authenticated
  using (user_id = (select private.caller_id()) and not (select private.is_agent()))
  with check (user_id = (select private.caller_id()));

drop policy if exists agent_automation_rules_delete on public.agent_automation_rules;
create policy agent_automation_rules_delete on public.agent_automation_rules for delete to authenticated
  using (user_id = (select private.caller_id()) and not (select private.is_agent()));

drop policy if exists agent_automation_runs_select on public.agent_automation_runs;
create policy agent_automation_runs_select on public.agent_automation_runs for select to authenticated
  using (user_id = (select private.caller_id()));

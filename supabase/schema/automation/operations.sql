-- Operations on automation rules: list, order, try, save and delete.

create or replace function public.agent_list_automation_rules() returns json
language sql stable security invoker set search_path = ''
as $$
  select coalesce(json_agg(r order by r.place, r.id), '[]') from (
    select r.id, r.place, r.match_kind, r.match_value, r.template_id, t.name as template_name, r.enabled, r.created_at,
      r.updated_at,
      (select count(*) from public.agent_automation_runs n where n.rule_id = r.id) as runs,
      (select max(n.created_at) from public.agent_automation_runs n where n.rule_id = r.id) as last_run_at,
      e.error_message as last_error, e.created_at as last_error_at
    from public.agent_automation_rules r
    left join public.agent_plan_templates t on t.id = r.template_id
    left join lateral (
      select n.error_message, n.created_at from public.agent_automation_runs n
      where n.rule_id = r.id and n.error_message is not null order by n.id desc limit 1
    ) e on true
  ) r
$$;
comment on function public.agent_list_automation_rules() is
  'Returns the caller''s rules in order, each with its template''s name, the number of runs, the time of the last '
  'run, and the newest error.';

create or replace function public.agent_order_automation_rules(rule_ids uuid[]) returns json
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  if private.is_agent() then
    raise exception using errcode = 'AE403', message = 'Only a person may order rules.',
      hint = 'Ask the owner of the rules to order them.';
  end if;
  perform private.act_as_owner((select r.user_id
    from public.agent_automation_rules r where r.id = any (rule_ids) limit 1));
  if (select array_agg(r.id order by r.id) from public.agent_automation_rules r where r.user_id = private.caller_id())
    is distinct from (select array_agg(i order by i) from unnest(rule_ids) i)
  then
    raise exception using errcode = 'AE409', message = 'The order must name each of your rules once.',
      hint = 'List the rules again, then order them.';
  end if;
  update public.agent_automation_rules r set place = o.place
  from unnest(rule_ids) with ordinality o (id, place) where o.id = r.id and r.place <> o.place;
  return public.agent_list_automation_rules();
end
$$;
comment on function public.agent_order_automation_rules(uuid[]) is
  'Sets the order of the caller''s rules and returns them. rule_ids names each rule once, or it raises AE409.';

create or replace function public.agent_try_automation(task jsonb) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_rule public.agent_automation_rules;
  v_owner constant text := private.require_owner(task ->> 'user_id', 'task');
begin
  select r.* into v_rule from public.agent_automation_rules r
  where r.user_id = v_owner and r.enabled and private.rule_matches(r, agent_try_automation.task) order by r.place, r.id
    limit 1;
  if v_rule.id is null then
    return jsonb_build_object('rule_id', null, 'plan', null, 'error', null);
  elsif v_rule.template_id is null then
    return jsonb_build_object('rule_id', v_rule.id, 'plan', null, 'error', 'The template of this rule was deleted.');
  end if;
  begin
    return jsonb_build_object('rule_id', v_rule.id, 'plan', public.agent_preview_template(v_rule.template_id,
      agent_try_automation.task), 'error', null);
  exception when sqlstate 'AE400' then
    return jsonb_build_object('rule_id', v_rule.id, 'plan', null, 'error', sqlerrm);
  end;
end
$$;
comment on function public.agent_try_automation(jsonb) is
  'Returns which of the caller''s rules matches a task { title, … }, and the plan that it would create or the error. '
  'Creates nothing.';

create or replace function private.find_rule(rule_id uuid) returns public.agent_automation_rules
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_rule public.agent_automation_rules;
begin
  select r.* into v_rule from public.agent_automation_rules r where r.id = find_rule.rule_id;
  if v_rule.id is null then
    raise exception using errcode = 'AE404', message = format('There is no rule %s.', find_rule.rule_id),
      hint = 'List your rules to find its id.';
  end if;
  return v_rule;
end
$$;
comment on function private.find_rule(uuid) is 'Returns a rule; raises AE404 if the caller may not see it.';

create or replace function public.agent_save_automation_rule(changes jsonb, rule_id uuid default null) returns json
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_rule public.agent_automation_rules;
begin
  perform private.refuse_unknown_changes(changes, array['match_kind', 'match_value', 'template_id', 'enabled']);
  if rule_id is not null then
    v_rule := private.find_rule(agent_save_automation_rule.rule_id);
  end if;
  perform private.refuse_agent_change('a rule');
  v_rule := jsonb_populate_record(v_rule, changes);
  if rule_id is null then
    perform private.act_as_owner((select t.user_id from public.agent_plan_templates t where t.id = v_rule.template_id));
    insert into public.agent_automation_rules (match_kind, match_value, template_id, enabled)
    values (v_rule.match_kind, v_rule.match_value, v_rule.template_id, coalesce(v_rule.enabled, true)) returning *
      into v_rule;
  else
    update public.agent_automation_rules r
    set match_kind = v_rule.match_kind, match_value = v_rule.match_value, template_id = v_rule.template_id,
      enabled = v_rule.enabled
    where r.id = agent_save_automation_rule.rule_id;
    v_rule.id := agent_save_automation_rule.rule_id;
  end if;
  return (select r from json_array_elements(public.agent_list_automation_rules()) r where r ->> 'id' = v_rule.id::text);
end
$$;
comment on function public.agent_save_automation_rule(jsonb, uuid) is
  'Creates a rule { match_kind, match_value?, template_id, enabled? } after the others, or changes the given fields '
  'of an existing one. Returns the rule as the list has it.';

create or replace function public.agent_delete_automation_rule(rule_id uuid) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.find_rule(agent_delete_automation_rule.rule_id);
  perform private.refuse_agent_change('a rule');
  delete from public.agent_automation_rules r where r.id = agent_delete_automation_rule.rule_id;
  return jsonb_build_object('id', agent_delete_automation_rule.rule_id);
end
$$;
comment on function public.agent_delete_automation_rule(uuid) is
  'Deletes a rule with the records of its runs and returns { id }. Plans that it created remain.';

-- Listing, ordering, trying, saving and deleting the rules that make plans of new tasks.

create function public.agent_list_automation_rules() returns json
language sql stable security invoker set search_path = ''
as $$
  select coalesce(json_agg(r order by r.place, r.id), '[]') from (
    select r.id, r.place, r.match_kind, r.match_value, r.template_id, t.name as template_name, r.enabled, r.created_at, r.updated_at,
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
  'The caller''s rules in their order, each with its template''s name, how often it ran, when it last did, and its newest error.';
revoke execute on function public.agent_list_automation_rules() from public, anon;
grant execute on function public.agent_list_automation_rules() to authenticated, service_role;

create function public.agent_order_automation_rules(rule_ids uuid[]) returns json
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  if private.is_agent() then
    raise exception using errcode = 'AE403', message = 'Only a person may order rules.', hint = 'Ask the person whose rules they are.';
  end if;
  if (select array_agg(r.id order by r.id) from public.agent_automation_rules r)
    is distinct from (select array_agg(i order by i) from unnest(rule_ids) i)
  then
    raise exception using errcode = 'AE409', message = 'The order must name each of your rules once.', hint = 'List the rules again, then order them.';
  end if;
  update public.agent_automation_rules r set place = o.place
  from unnest(rule_ids) with ordinality o (id, place) where o.id = r.id and r.place <> o.place;
  return public.agent_list_automation_rules();
end
$$;
comment on function public.agent_order_automation_rules(uuid[]) is 'Puts the caller''s rules in the order given, which names all of them, and returns them.';
revoke execute on function public.agent_order_automation_rules(uuid[]) from public, anon;
grant execute on function public.agent_order_automation_rules(uuid[]) to authenticated, service_role;

create function public.agent_try_automation(task jsonb) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_rule public.agent_automation_rules;
begin
  select r.* into v_rule from public.agent_automation_rules r
  where r.enabled and private.rule_fits(r, agent_try_automation.task) order by r.place, r.id limit 1;
  if v_rule.id is null then
    return jsonb_build_object('rule_id', null, 'plan', null, 'error', null);
  elsif v_rule.template_id is null then
    return jsonb_build_object('rule_id', v_rule.id, 'plan', null, 'error', 'The template of this rule was deleted.');
  end if;
  begin
    return jsonb_build_object('rule_id', v_rule.id, 'plan', public.agent_preview_template(v_rule.template_id, agent_try_automation.task), 'error', null);
  exception when sqlstate 'AE400' then
    return jsonb_build_object('rule_id', v_rule.id, 'plan', null, 'error', sqlerrm);
  end;
end
$$;
comment on function public.agent_try_automation(jsonb) is
  'Which of the caller''s rules would be for a task { title, … }, and the plan that it would make or why it could not; makes nothing.';
revoke execute on function public.agent_try_automation(jsonb) from public, anon;
grant execute on function public.agent_try_automation(jsonb) to authenticated, service_role;

create function private.find_rule(rule_id uuid) returns public.agent_automation_rules
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_rule public.agent_automation_rules;
begin
  select r.* into v_rule from public.agent_automation_rules r where r.id = find_rule.rule_id;
  if v_rule.id is null then
    raise exception using errcode = 'AE404', message = format('There is no rule %s.', find_rule.rule_id), hint = 'List your rules to find its id.';
  end if;
  return v_rule;
end
$$;
comment on function private.find_rule(uuid) is 'A rule that the caller may see; AE404 for any other.';
revoke execute on function private.find_rule(uuid) from public;
grant execute on function private.find_rule(uuid) to authenticated, service_role;

create function public.agent_save_automation_rule(changes jsonb, rule_id uuid default null) returns json
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_rule public.agent_automation_rules;
begin
  if rule_id is not null then
    v_rule := private.find_rule(agent_save_automation_rule.rule_id);
  end if;
  perform private.refuse_agent('a rule');
  v_rule := jsonb_populate_record(v_rule, changes);
  if rule_id is null then
    insert into public.agent_automation_rules (match_kind, match_value, template_id, enabled)
    values (v_rule.match_kind, v_rule.match_value, v_rule.template_id, coalesce(v_rule.enabled, true)) returning * into v_rule;
  else
    update public.agent_automation_rules r
    set match_kind = v_rule.match_kind, match_value = v_rule.match_value, template_id = v_rule.template_id, enabled = v_rule.enabled
    where r.id = agent_save_automation_rule.rule_id;
    v_rule.id := agent_save_automation_rule.rule_id;
  end if;
  return (select r from json_array_elements(public.agent_list_automation_rules()) r where r ->> 'id' = v_rule.id::text);
end
$$;
comment on function public.agent_save_automation_rule(jsonb, uuid) is
  'Makes a rule of { match_kind, match_value?, template_id, enabled? }, which comes last, or changes one as far as these are given; returns it as the list has it.';
revoke execute on function public.agent_save_automation_rule(jsonb, uuid) from public, anon;
grant execute on function public.agent_save_automation_rule(jsonb, uuid) to authenticated, service_role;

create function public.agent_delete_automation_rule(rule_id uuid) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.find_rule(agent_delete_automation_rule.rule_id);
  perform private.refuse_agent('a rule');
  delete from public.agent_automation_rules r where r.id = agent_delete_automation_rule.rule_id;
  return jsonb_build_object('id', agent_delete_automation_rule.rule_id);
end
$$;
comment on function public.agent_delete_automation_rule(uuid) is 'Deletes a rule with what is known of its runs and returns { id }; plans that it made stay.';
revoke execute on function public.agent_delete_automation_rule(uuid) from public, anon;
grant execute on function public.agent_delete_automation_rule(uuid) to authenticated, service_role;

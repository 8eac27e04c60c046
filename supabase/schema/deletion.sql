-- Deletes all data of a person, on that person's own request.

-- Runs as its owner because no API role may delete log rows. Deletes only the caller's own rows, and only for a person.
create or replace function private.delete_unattached() returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_owner text := private.caller_id();
begin
  if v_owner is null or private.is_agent() then
    raise exception using errcode = 'AE403', message = 'Only a person may delete all data.',
      hint = 'Sign in as the owner of the data.';
  end if;
  perform set_config('agent_execution.erased_owner', v_owner, true);
  delete from public.agent_context_memory c where c.user_id = v_owner and c.plan_id is null and c.task_id is null;
  delete from public.agent_context_uses u where u.user_id = v_owner;
  delete from private.idempotency_keys k where k.user_id = v_owner;
  delete from public.agent_execution_logs l where l.user_id = v_owner and l.plan_id is null and l.task_id is null;
  delete from private.import_rows r where r.user_id = v_owner;
  delete from public.agent_budgets b where b.user_id = v_owner;
  delete from private.memory_projects m where m.user_id = v_owner;
  delete from private.captured_sessions s where s.user_id = v_owner;
  delete from private.capture_problems p where p.user_id = v_owner;
  delete from private.capture_drop_rules r where r.user_id = v_owner;
  delete from private.decision_rules r where r.user_id = v_owner;
  delete from private.webhooks w where w.user_id = v_owner;
  delete from private.plan_shares s where s.user_id = v_owner;
  delete from private.push_subscriptions s where s.user_id = v_owner;
  delete from private.attention_events e where e.user_id = v_owner;
  delete from private.attention_open o where o.user_id = v_owner;
  delete from private.attention_owners o where o.user_id = v_owner;
  perform set_config('agent_execution.erased_owner', '', true);
end
$$;
comment on function private.delete_unattached() is
  'Deletes the caller''s context entries and log rows that belong to no task and no plan, the stored results of their '
  'calls, and their webhooks and subscribed browsers.';

-- Refuses service_role too: it is not a person, and it sees the data of all people. The tasks are deleted with the
-- caller's rights, because the policies of their table decide who may delete a task.
create or replace function public.agent_delete_everything() returns integer
language plpgsql volatile security invoker set search_path = '' set statement_timeout = '1min'
as $$
declare
  v_tasks integer;
begin
  if private.caller_id() is null or private.is_agent() then
    raise exception using errcode = 'AE403', message = 'Only a person may delete all data.',
      hint = 'Sign in as the owner of the data.';
  end if;
  delete from public.deep_work_tasks t where t.user_id::text = private.caller_id();
  get diagnostics v_tasks = row_count;
  delete from public.agent_automation_rules r where r.user_id = private.caller_id();
  delete from public.agent_plan_templates t where t.user_id = private.caller_id();
  delete from public.agent_saved_views v where v.user_id = private.caller_id();
  delete from public.agent_context_retention r where r.user_id = private.caller_id();
  perform private.delete_unattached();
  return v_tasks;
end
$$;
comment on function public.agent_delete_everything() is
  'Deletes every task of the calling person with its plans, steps, logs, context and subtasks. Also deletes context '
  'and log rows that belong to no task, their saved views, templates, rules, webhooks and notifications. Returns '
  'the number of tasks. Agent keys remain, except those for one task or plan.';

-- Corrects stored times after the clock of the database was set back, when they lie too far in the future. A claim that
-- finds no step runs this.

create or replace function private.clamp_plan_times(plan_id uuid) returns boolean
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_now constant timestamptz := clock_timestamp();
  v_leases integer;
  v_waits integer;
begin
  -- A holder that still works gets the full duration of its last lease, from now.
  update public.agent_execution_steps s
  set lease_expires_at = s.lease_expires_at - (s.heartbeat_at - v_now),
    times_out_at = s.times_out_at - (s.heartbeat_at - v_now),
    heartbeat_at = v_now
  where s.plan_id = clamp_plan_times.plan_id and s.lease_owner is not null and s.heartbeat_at > v_now;
  get diagnostics v_leases = row_count;
  update public.agent_execution_steps s
  set not_before = v_now + private.max_retry_delay(s)
  where s.plan_id = clamp_plan_times.plan_id and s.is_ready and s.not_before > v_now + private.max_retry_delay(s);
  get diagnostics v_waits = row_count;
  return v_leases + v_waits > 0;
end
$$;
comment on function private.clamp_plan_times(uuid) is
  'Shortens leases and retry delays of a plan that last longer than they were granted for. Returns whether there were '
  'any.';

create or replace function private.clamp_waiting_plans(task_id text, plan_type text) returns boolean
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_now constant timestamptz := clock_timestamp();
  v_owner constant text := private.due_owner();
  v_plan_id uuid;
  v_is_found boolean := false;
begin
  for v_plan_id in
    select p.id from public.agent_execution_plans p
    where p.user_id = v_owner and p.next_claim_at > v_now
      and (clamp_waiting_plans.task_id is null or p.task_id = clamp_waiting_plans.task_id)
      and (clamp_waiting_plans.plan_type is null or p.plan_type = clamp_waiting_plans.plan_type)
      -- Not v_now, because other calls move plans at the same time.
      and (p.updated_at > clock_timestamp() or exists (
        select from public.agent_execution_steps s
        where s.plan_id = p.id and s.lease_owner is not null and s.heartbeat_at > clock_timestamp()
      ))
    order by p.next_claim_at limit 100
    for no key update skip locked
  loop
    perform private.clamp_plan_times(v_plan_id);
    update public.agent_execution_plans p
    set next_claim_at = private.next_claim_at(p, v_now, 'start_step')
    where p.id = v_plan_id and p.next_claim_at is distinct from private.next_claim_at(p, v_now, 'start_step');
    v_is_found := v_is_found or found;
  end loop;
  return v_is_found;
end
$$;
comment on function private.clamp_waiting_plans(text, text) is
  'Reschedules the caller''s plans whose last move lies in the future. Returns whether any next_claim_at changed.';

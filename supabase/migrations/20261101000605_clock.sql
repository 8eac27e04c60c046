-- When the database's clock was set back, what it said before lies ahead: leases and waits would last longer by as much, and plans
-- that had a step to claim would be out of sight. Whoever finds nothing to claim looks for that and puts it right.

create function private.heed_clock(plan_id uuid) returns boolean
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_now constant timestamptz := clock_timestamp();
  v_leases integer;
  v_waits integer;
begin
  -- The holder, if he lives, has the whole time that he was last given, from now on.
  update public.agent_execution_steps s
  set lease_expires_at = s.lease_expires_at - (s.heartbeat_at - v_now), times_out_at = s.times_out_at - (s.heartbeat_at - v_now),
    heartbeat_at = v_now
  where s.plan_id = heed_clock.plan_id and s.lease_owner is not null and s.heartbeat_at > v_now;
  get diagnostics v_leases = row_count;
  update public.agent_execution_steps s
  set not_before = v_now + private.longest_wait(s)
  where s.plan_id = heed_clock.plan_id and s.is_ready and s.not_before > v_now + private.longest_wait(s);
  get diagnostics v_waits = row_count;
  return v_leases + v_waits > 0;
end
$$;
comment on function private.heed_clock(uuid) is
  'Shortens leases and waits of a plan that reach further than they were given for; whether there were any.';
revoke execute on function private.heed_clock(uuid) from public;

create function private.heed_clock_of_waiting(task_id text, plan_type text) returns boolean
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_now constant timestamptz := clock_timestamp();
  v_owner constant text := private.due_owner(v_now);
  v_plan_id uuid;
  v_is_found boolean := false;
begin
  for v_plan_id in
    select p.id from public.agent_execution_plans p
    where p.user_id = v_owner and p.next_claim_at > v_now
      and (heed_clock_of_waiting.task_id is null or p.task_id = heed_clock_of_waiting.task_id)
      and (heed_clock_of_waiting.plan_type is null or p.plan_type = heed_clock_of_waiting.plan_type)
      -- Not v_now: plans are moved at this very moment as well.
      and (p.updated_at > clock_timestamp() or exists (
        select from public.agent_execution_steps s
        where s.plan_id = p.id and s.lease_owner is not null and s.heartbeat_at > clock_timestamp()
      ))
    order by p.next_claim_at limit 100
    for no key update skip locked
  loop
    perform private.heed_clock(v_plan_id);
    update public.agent_execution_plans p
    set next_claim_at = private.next_claim_at(p, v_now, 'start_step')
    where p.id = v_plan_id and p.next_claim_at is distinct from private.next_claim_at(p, v_now, 'start_step');
    v_is_found := v_is_found or found;
  end loop;
  return v_is_found;
end
$$;
comment on function private.heed_clock_of_waiting(text, text) is
  'Finds anew when the caller''s plans that were moved in what is the future now may have a step to claim; whether any is told another time.';
revoke execute on function private.heed_clock_of_waiting(text, text) from public;

-- Records direct updates of plans and steps for the triggers that run later in the same statement.

create or replace function private.is_updated_directly(plan_id uuid, step_number integer) returns boolean
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if current_setting('agent_execution.direct_update', true) is distinct from 'yes' then
    return false; -- without a query, because every update of a plan asks
  end if;
  return exists (
    select from private.direct_updates d
    where d.transaction_id = pg_current_xact_id() and d.plan_id = is_updated_directly.plan_id
      and d.step_number = is_updated_directly.step_number
  );
end
$$;
comment on function private.is_updated_directly(uuid, integer) is
  'Returns whether this transaction updates a plan (step 0) or a step directly.';

create or replace function private.direct_update_time(plan_id uuid) returns timestamptz
language plpgsql volatile security definer set search_path = ''
as $$
begin
  return coalesce(
    (select min(d.made_at) from private.direct_updates d
      where d.transaction_id = pg_current_xact_id() and d.plan_id = direct_update_time.plan_id),
    clock_timestamp());
end
$$;
comment on function private.direct_update_time(uuid) is
  'Returns the time that a direct update of a plan''s steps has already returned. Returns the current time if there '
  'is none.';


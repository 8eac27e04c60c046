-- When something happened, which may be before it was recorded: runs of the past are imported, and events arrive late.
-- The metadata of a log row says so as occurred_at, in ISO 8601 and UTC; "unknown" stands for an event of the past
-- without a time. created_at says when the row was recorded. Queries call event_time only for rows with occurred_at:
-- a call for each row would cost more than the rest.

create or replace function private.event_time(metadata jsonb, recorded_at timestamptz) returns timestamptz
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_said constant text := metadata ->> 'occurred_at';
begin
  if v_said = 'unknown' then
    return null;
  elsif v_said ~ '^(19[7-9]|[2-9]\d\d)\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$'
    and pg_input_is_valid(v_said, 'timestamptz')
  then
    return least(v_said::timestamptz, recorded_at);
  end if;
  return recorded_at;
end
$$;
comment on function private.event_time(jsonb, timestamptz) is
  'Returns when the event of a log row happened: occurred_at of its metadata, if it is a time before the row was '
  'recorded, otherwise when it was recorded; null if it is unknown.';

-- Commands of the projector set it for the rows that they cause (capture/commands.sql).
create or replace function private.event_now() returns timestamptz
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_said constant text := nullif(current_setting('agent_execution.occurred_at', true), '');
begin
  return coalesce(case when v_said is not null
    then private.event_time(jsonb_build_object('occurred_at', v_said), clock_timestamp()) end, clock_timestamp());
end
$$;
comment on function private.event_now() is
  'Returns when the event happened that the transaction projects; the current time without an event, or if its time is '
  'unknown.';

-- A row is recorded after its event, so created_at bounds the rows that are read, by its indexes.
create or replace function private.event_range_sql(since text, until text) returns text
language sql immutable security invoker set search_path = ''
as $$
  select concat(
    case when since is not null then ' and l.created_at >= ' || since end,
    case when until is not null then format(' and (l.created_at < %s or l.metadata ? ''occurred_at'')', until) end,
    ' and case when l.metadata ? ''occurred_at'' then true',
    case when since is not null then ' and private.event_time(l.metadata, l.created_at) >= ' || since end,
    case when until is not null then ' and private.event_time(l.metadata, l.created_at) < ' || until end,
    ' else true end')
  where num_nonnulls(since, until) > 0
$$;
comment on function private.event_range_sql(text, text) is
  'Returns an SQL condition that is true for a log row l whose event happened in [since, until), two expressions of '
  'which one may be null; null without both.';

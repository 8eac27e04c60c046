-- Usage that agents report in the metadata of their own rows: { usage: { model, input_tokens, output_tokens,
-- cached_tokens, reasoning_tokens, cost_usd } }, or these fields without the object. The names of OpenTelemetry GenAI
-- and of common APIs count, too. Every way to write a row passes here. A value that is not usage is ignored, because it
-- must not prevent the row.

create or replace function private.first_of(fields jsonb, names text[]) returns text
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return (select fields ->> n.name from unnest(names) with ordinality n (name, place)
    where nullif(btrim(fields ->> n.name), '') is not null order by n.place limit 1);
end
$$;
comment on function private.first_of(jsonb, text[]) is
  'Returns the first field of an object, by these names, that has a text or number.';

create or replace function private.reported_number(fields jsonb, names text[], most numeric) returns numeric
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_text constant text := private.first_of(fields, names);
begin
  if v_text is null or v_text !~ '^\s*\d{1,20}(\.\d{1,20})?([eE][+-]?\d{1,2})?\s*$' then
    return null;
  end if;
  return case when v_text::numeric <= most then v_text::numeric end;
end
$$;
comment on function private.reported_number(jsonb, text[], numeric) is
  'Returns a number that an agent reports, also as text; null for a negative, larger or other value.';

create or replace function private.reported_usage(log public.agent_execution_logs) returns public.agent_usage
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_fields constant jsonb := log.metadata
    || case jsonb_typeof(log.metadata -> 'usage') when 'object' then log.metadata -> 'usage' else '{}' end;
  v_most constant numeric := 1e15;
  v_usage public.agent_usage;
begin
  v_usage.input_tokens := round(private.reported_number(v_fields,
    '{input_tokens,gen_ai.usage.input_tokens,prompt_tokens,inputTokens}', v_most));
  v_usage.output_tokens := round(private.reported_number(v_fields,
    '{output_tokens,gen_ai.usage.output_tokens,completion_tokens,outputTokens}', v_most));
  v_usage.cached_tokens := round(private.reported_number(v_fields,
    '{cached_tokens,gen_ai.usage.cache_read.input_tokens,cache_read_input_tokens,cachedInputTokens}', v_most));
  v_usage.reasoning_tokens := round(private.reported_number(v_fields,
    '{reasoning_tokens,gen_ai.usage.reasoning.output_tokens,reasoningTokens}', v_most));
  v_usage.cost_usd := private.reported_number(v_fields, '{cost_usd,costUsd,cost}', 1e6);
  v_usage.model := left(btrim(coalesce(private.first_of(v_fields,
    '{model,gen_ai.response.model,gen_ai.request.model}'), 'unknown')), 100);
  v_usage.usage_key := left(coalesce(private.first_of(v_fields, '{usage_key,gen_ai.response.id,request_id}'),
    'log:' || log.id), 500);
  v_usage.occurred_at := private.event_time(log.metadata, log.created_at);
  return v_usage;
end
$$;
comment on function private.reported_usage(public.agent_execution_logs) is
  'Returns the usage in the metadata of a row; numbers that it does not have are null.';

-- Security definer, because no API role may write usage. Who may write the row may report usage of its plan.
create or replace function private.record_reported_usage() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_usage constant public.agent_usage := private.reported_usage(new);
  v_estimate constant double precision := case when v_usage.cost_usd is null then
    private.estimate_cost(v_usage.model, v_usage.input_tokens, v_usage.output_tokens, v_usage.cached_tokens) end;
begin
  if num_nonnulls(v_usage.input_tokens, v_usage.output_tokens, v_usage.cost_usd) = 0 then
    return null;
  end if;
  insert into public.agent_usage (plan_id, user_id, step_number, usage_key, agent, model, input_tokens, output_tokens,
    cached_tokens, reasoning_tokens, cost_usd, is_estimated, agent_key_id, occurred_at)
  values (new.plan_id, new.user_id, new.step_number, v_usage.usage_key,
    case new.actor_type when 'agent' then new.actor end, v_usage.model,
    coalesce(v_usage.input_tokens, 0), coalesce(v_usage.output_tokens, 0), coalesce(v_usage.cached_tokens, 0),
    coalesce(v_usage.reasoning_tokens, 0), coalesce(v_usage.cost_usd, v_estimate), v_estimate is not null,
    private.caller_key_id(), v_usage.occurred_at)
  on conflict on constraint agent_usage_key do nothing;
  return null;
exception
  when data_exception or check_violation then
    return null;
end
$$;
comment on function private.record_reported_usage() is
  'Trigger: records the usage in the metadata of a row of a plan. A usage_key is recorded once.';

create or replace trigger record_reported_usage after insert on public.agent_execution_logs
  for each row when (new.metadata ?| '{usage,gen_ai.usage.input_tokens,gen_ai.usage.output_tokens,input_tokens,
      output_tokens,prompt_tokens,completion_tokens,inputTokens,outputTokens,cost_usd,costUsd}'::text[]
    and new.plan_id is not null and not private.is_importing())
  execute function private.record_reported_usage();

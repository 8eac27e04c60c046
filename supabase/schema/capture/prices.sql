-- List prices of models in USD per million tokens, as their vendors published them in November 2025. They estimate the
-- cost of usage that is reported without one. A model that is not listed has no estimate.

create or replace function private.model_prices()
returns table (model text, input double precision, output double precision, cached double precision)
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return query
  select p.model, p.input::double precision, p.output::double precision,
    coalesce(p.cached, p.input / 10)::double precision
  from (values
    ('claude-opus-4-5', 5, 25, null),
    ('claude-opus-4-1', 15, 75, null),
    ('claude-opus-4', 15, 75, null),
    ('claude-sonnet-4-5', 3, 15, null),
    ('claude-sonnet-4', 3, 15, null),
    ('claude-haiku-4-5', 1, 5, null),
    ('claude-3-5-haiku', 0.8, 4, null),
    ('gpt-5', 1.25, 10, null),
    ('gpt-5-codex', 1.25, 10, null),
    ('gpt-5-mini', 0.25, 2, null),
    ('gpt-5-nano', 0.05, 0.4, null),
    ('gpt-4.1', 2, 8, 0.5),
    ('gpt-4.1-mini', 0.4, 1.6, 0.1),
    ('gpt-4o', 2.5, 10, 1.25),
    ('gpt-4o-mini', 0.15, 0.6, 0.075),
    ('o3', 2, 8, 0.5),
    ('o4-mini', 1.1, 4.4, 0.275),
    ('gemini-2.5-pro', 1.25, 10, null),
    ('gemini-2.5-flash', 0.3, 2.5, null),
    ('gemini-2.5-flash-lite', 0.1, 0.4, null)
  ) p (model, input, output, cached);
end
$$;
comment on function private.model_prices() is
  'Returns the prices of models in USD per million tokens: of input, of output, and of input that is read from the '
  'cache, by default a tenth of the input.';

-- A provider before the name, and a date or "latest" after it, name the same model.
create or replace function private.price_of(model text) returns double precision[]
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_name constant text := regexp_replace(model,
    '^.*/|[-@](?:\d{8}|\d{4}-\d{2}-\d{2}|latest)(?:-v\d.*)?$', '', 'g');
begin
  return (select array[p.input, p.output, p.cached] from private.model_prices() p where p.model = v_name);
end
$$;
comment on function private.price_of(text) is
  'Returns the price of a model in USD per million tokens: of input, output and cached input; null for one without.';

create or replace function private.cost_of(price double precision[], input_tokens bigint, output_tokens bigint,
  cached_tokens bigint, cache_write_tokens bigint)
returns double precision
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_cached constant bigint := coalesce(cached_tokens, 0);
  v_written constant bigint := coalesce(cache_write_tokens, 0);
begin
  -- Writing to the cache costs a quarter more than other input.
  return (greatest(0, coalesce(input_tokens, 0) - v_cached - v_written) * price[1]
    + coalesce(output_tokens, 0) * price[2] + v_cached * price[3] + v_written * price[1] * 1.25) / 1e6;
end
$$;
comment on function private.cost_of(double precision[], bigint, bigint, bigint, bigint) is
  'Returns the cost in USD of tokens at a price of price_of. input_tokens includes those that were read from the cache '
  'or written to it.';

create or replace function private.estimate_cost(model text, input_tokens bigint, output_tokens bigint,
  cached_tokens bigint default 0, cache_write_tokens bigint default 0)
returns double precision
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return private.cost_of(private.price_of(model), input_tokens, output_tokens, cached_tokens, cache_write_tokens);
end
$$;
comment on function private.estimate_cost(text, bigint, bigint, bigint, bigint) is
  'Returns the estimated cost in USD of model calls; null for one that has no price. input_tokens includes those '
  'that were read from the cache or written to it.';

-- What a query asks for, and among whose entries and which of them.

-- What people type: "phrases", -exclusions, key:, type: and task: filters, words; --flags of programs are words.
create function private.read_query(query text) returns jsonb
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_rest text := left(query, 2000);
  v_found text[];
  v_answer jsonb := '{"phrases": [], "excluded": []}';
  v_name text;
begin
  for v_found in select regexp_matches(v_rest, '(^|\s)((?:-(?=[[:alnum:]"]))?)(?:(key|type|task):)?(?:"([^"]*)"|([^\s"]+))', 'gi') loop
    v_name := lower(v_found[3]);
    if v_name is not null then
      v_answer := jsonb_set(v_answer, array[v_name], to_jsonb(coalesce(v_found[4], v_found[5])));
    elsif v_found[2] = '-' then
      v_answer := jsonb_insert(v_answer, '{excluded,-1}', to_jsonb(coalesce(v_found[4], v_found[5])), true);
    elsif v_found[4] is not null then
      v_answer := jsonb_insert(v_answer, '{phrases,-1}', to_jsonb(v_found[4]), true);
    end if;
  end loop;
  v_rest := regexp_replace(v_rest, '(^|\s)(-(?=[[:alnum:]"])(?:"[^"]*"|[^\s"]+)|(?:key|type|task):(?:"[^"]*"|[^\s"]+))', ' ', 'gi');
  return v_answer || jsonb_build_object('words', replace(v_rest, '"', ' '));
end
$$;
comment on function private.read_query(text) is
  'What a query asks for: { words, phrases, excluded, key?, type?, task? }; quotes that are not closed count as spaces.';
revoke execute on function private.read_query(text) from public;
grant execute on function private.read_query(text) to authenticated, service_role;

create function private.query_words(words text) returns text[]
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return array(
    select w.lexeme
    from (
      select u.lexeme, min(u.positions[1]) as place
      from unnest(to_tsvector(private.search_config(), private.split_words(query_words.words))) u group by u.lexeme
      union all
      select w, 0 from unnest(private.whole_words(query_words.words)) w
    ) w
    group by w.lexeme order by min(w.place), w.lexeme limit 24
  );
end
$$;
comment on function private.query_words(text) is 'The words to look for, apart and whole, at most 24 of them.';
revoke execute on function private.query_words(text) from public;
grant execute on function private.query_words(text) to authenticated, service_role;

create function private.required_words(query jsonb) returns tsquery
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_config constant regconfig := private.search_config();
  v_all tsquery := ''::tsquery;
  v_text text;
  v_part tsquery;
begin
  for v_text in select p.value from jsonb_array_elements_text(query -> 'phrases') p limit 8 loop
    v_part := phraseto_tsquery(v_config, private.split_words(v_text));
    v_all := case when numnode(v_part) = 0 then v_all when numnode(v_all) = 0 then v_part else v_all && v_part end;
  end loop;
  for v_text in select p.value from jsonb_array_elements_text(query -> 'excluded') p limit 8 loop
    v_part := phraseto_tsquery(v_config, private.split_words(v_text));
    v_all := case when numnode(v_part) = 0 then v_all when numnode(v_all) = 0 then !!v_part else v_all && !!v_part end;
  end loop;
  return v_all;
end
$$;
comment on function private.required_words(jsonb) is 'The phrases that must and the words that must not be there; empty for none.';
revoke execute on function private.required_words(jsonb) from public;
grant execute on function private.required_words(jsonb) to authenticated, service_role;

-- Whose entries are searched, and which of them.
create type private.context_scope as (
  owner text, task_id text, plan_id uuid, context_type text, context_key text, since timestamptz, required tsquery
);

create function private.narrow_scope(scope private.context_scope) returns private.context_scope
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_task_id constant text := private.only_task_id();
  v_plan_id constant uuid := private.only_plan_id();
begin
  if not private.is_restricted() then
    return scope;
  end if;
  if (v_task_id is null and v_plan_id is null) or scope.task_id <> v_task_id or scope.plan_id <> v_plan_id then
    return null;
  end if;
  scope.task_id := coalesce(scope.task_id, v_task_id);
  scope.plan_id := coalesce(scope.plan_id, v_plan_id);
  return scope;
end
$$;
comment on function private.narrow_scope(private.context_scope) is
  'A scope without what the caller''s key may not see; null where nothing is left. Costs a search nothing per entry.';
revoke execute on function private.narrow_scope(private.context_scope) from public;
grant execute on function private.narrow_scope(private.context_scope) to authenticated, service_role;

create function private.context_scope_of(query jsonb, task_id text, plan_id uuid, context_type text, since timestamptz)
returns private.context_scope
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_owner text := private.caller_id();
begin
  -- A trusted server without a person of its own says whose by naming a plan or task.
  if v_owner is null then
    v_owner := coalesce((select p.user_id from public.agent_execution_plans p where p.id = context_scope_of.plan_id),
      (select t.user_id::text from public.deep_work_tasks t where t.id::text = context_scope_of.task_id));
  end if;
  if v_owner is null then
    raise exception using errcode = 'AE400', message = 'Whose context is to be searched is not known.', hint = 'Name a task_id or plan_id.';
  end if;
  return row(v_owner, coalesce(context_scope_of.task_id, query ->> 'task'), context_scope_of.plan_id,
    coalesce(context_scope_of.context_type, query ->> 'type'), query ->> 'key', context_scope_of.since,
    private.required_words(query))::private.context_scope;
end
$$;
comment on function private.context_scope_of(jsonb, text, uuid, text, timestamptz) is
  'What a query and its filters search; AE400 where it is not known whose.';
revoke execute on function private.context_scope_of(jsonb, text, uuid, text, timestamptz) from public;
grant execute on function private.context_scope_of(jsonb, text, uuid, text, timestamptz) to authenticated, service_role;

-- For few rows: a search through many spells it out, because a call a row costs more than the comparison.
create function private.is_in_scope(entry public.agent_context_memory, scope private.context_scope) returns boolean
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return (entry.expires_at is null or entry.expires_at > now())
    and (scope.task_id is null or entry.task_id = scope.task_id)
    and (scope.plan_id is null or entry.plan_id = scope.plan_id)
    and (scope.context_type is null or entry.context_type = scope.context_type)
    and (scope.context_key is null or entry.context_key = scope.context_key)
    and (scope.since is null or entry.updated_at >= scope.since)
    and (numnode(scope.required) = 0 or entry.search @@ scope.required);
end
$$;
comment on function private.is_in_scope(public.agent_context_memory, private.context_scope) is 'Whether an entry is one of those searched; its owner is compared elsewhere.';
revoke execute on function private.is_in_scope(public.agent_context_memory, private.context_scope) from public;
grant execute on function private.is_in_scope(public.agent_context_memory, private.context_scope) to authenticated, service_role;

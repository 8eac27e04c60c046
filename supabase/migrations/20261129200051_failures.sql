-- Failures with the same signature are found by an index. It has only rows with an error, so that other rows cost nothing
-- more. supabase/schema/failures/signatures.sql has the same function.

create or replace function private.error_signature(error_message text) returns text
language plpgsql immutable parallel safe security invoker set search_path = ''
as $$
declare
  v_text text collate "C" := left(split_part(error_message, E'\n    at ', 1), 1000);
begin
  v_text := lower(regexp_replace(v_text, '\x1b\[[0-9;?]*[A-Za-z]', '', 'g'));
  v_text := regexp_replace(v_text, '[a-z][a-z0-9+.-]{1,20}://[^[:space:]"''`<>)]+', '<url>', 'g');
  v_text := regexp_replace(v_text,
    '"[^"\n]{0,200}"|`[^`\n]{0,200}`|(?<![a-z0-9])''[^''\n]{0,200}''(?![a-z0-9])', '<text>', 'g');
  v_text := regexp_replace(v_text, '([a-z]:)?[a-z0-9_.@~+-]*([\\/][a-z0-9_.@~+-]+)+[\\/]?', '<path>', 'g');
  v_text := regexp_replace(v_text, '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}', '<id>', 'g');
  v_text := regexp_replace(v_text, '[0-9]{4}-[0-9]{2}-[0-9]{2}([t ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]+)?)?'
    '(z|[+-][0-9]{2}:?[0-9]{2})?)?|[0-9]{1,2}:[0-9]{2}:[0-9]{2}([.,][0-9]+)?', '<time>', 'g');
  v_text := regexp_replace(v_text, '0x[0-9a-f]+|\m(?=[a-f]*[0-9])[0-9a-f]{7,}\M', '<hex>', 'g');
  v_text := regexp_replace(v_text, '[0-9]+([.,:][0-9]+)*', '<n>', 'g');
  return left(btrim(regexp_replace(v_text, '[[:space:]]+', ' ', 'g')), 600);
end
$$;
comment on function private.error_signature(text) is
  'Returns the signature of an error: in lower case, without paths, numbers, ids, times, quoted texts and frames of a '
  'stack; at most 600 characters.';

create index agent_execution_logs_failures_idx
  on public.agent_execution_logs (user_id, md5(private.error_signature(error_message)), seq)
  where error_message is not null;

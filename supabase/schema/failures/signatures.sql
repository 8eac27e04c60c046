-- The signature of an error: what is left when paths, numbers, ids, times and quoted texts are removed, so that the
-- same failure is recognised elsewhere. An index of the log uses it (migrations/20261129200051_failures.sql): a change
-- of this function needs a migration that copies it and rebuilds the index.

-- The collation C makes it independent of the server's locale. Frames of a stack differ between versions and machines,
-- so they are omitted.
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

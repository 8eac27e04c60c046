-- Tables of the redesigned engine. The newest migration after this one has its functions.

-- The times of the log rise with its rows, so a block range index finds a period as fast as a b-tree. It is written once
-- in 128 pages; the b-tree was written with every row.
drop index public.agent_execution_logs_user_id_created_at_idx;
create index agent_execution_logs_created_at_idx on public.agent_execution_logs using brin (created_at)
  with (autosummarize = on);

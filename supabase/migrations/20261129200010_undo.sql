-- Undone moves, which analytics leave out, and reopened steps, which did not succeed. Both are rare.

create index agent_execution_logs_undone_idx on public.agent_execution_logs (user_id, created_at)
  include (seq, plan_id, step_number)
  where action_type in ('undo_move', 'reopen_step');

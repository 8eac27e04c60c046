-- Undone moves, which analytics leave out.

create index agent_execution_logs_undone_idx on public.agent_execution_logs (user_id, created_at)
  include (seq, plan_id, step_number)
  where action_type = 'undo_move';

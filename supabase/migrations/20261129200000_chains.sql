-- A plan whose steps form a chain takes the fast path of supabase/schema/engine. The general path sets the column at
-- the next change of an existing plan.
alter table public.agent_execution_plans add column is_chain boolean not null default false;
comment on column public.agent_execution_plans.is_chain is
  'Whether the steps form a chain (private.is_chain), so that the fast path may move them.';

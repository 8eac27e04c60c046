-- A plan whose steps form a chain takes the fast path of supabase/schema/engine. The general path sets the column at
-- the next change of an existing plan.
alter table public.agent_execution_plans add column is_chain boolean not null default false;

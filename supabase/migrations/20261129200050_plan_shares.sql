-- Links that show one plan, read-only, to any person who has the link.

create table private.plan_shares (
  id uuid not null default gen_random_uuid(),
  user_id text not null,
  plan_id uuid not null,
  seal bytea not null,
  created_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null,
  revoked_at timestamptz,
  last_opened_at timestamptz,
  opens bigint not null default 0,
  constraint plan_shares_pkey primary key (id),
  constraint plan_shares_plan_id_fkey foreign key (plan_id)
    references public.agent_execution_plans (id) on delete cascade
);
create index plan_shares_plan_id on private.plan_shares (plan_id);
create index plan_shares_user_id on private.plan_shares (user_id, created_at);
comment on table private.plan_shares is 'Links that show one plan, read-only, without a sign-in.';
comment on column private.plan_shares.id is 'Unique id; the first part of the link.';
comment on column private.plan_shares.user_id is 'The owner of the plan, who made the link.';
comment on column private.plan_shares.plan_id is 'The plan.';
comment on column private.plan_shares.seal is
  'A hash of the secret of the link, its id, its plan and its expiry. The secret itself is not stored.';
comment on column private.plan_shares.created_at is 'When it was made.';
comment on column private.plan_shares.expires_at is 'When it ends.';
comment on column private.plan_shares.revoked_at is 'When its owner revoked it; null if they did not.';
comment on column private.plan_shares.last_opened_at is 'When it was opened last; null if it never was.';
comment on column private.plan_shares.opens is 'How often it was opened.';
alter table private.plan_shares enable row level security;

-- The tables and sequences that the API roles may use. Hosted Supabase grants every new one to them, so everything is
-- revoked first. tasks/access.sql grants the tables of tasks and subtasks.

revoke all on
  public.agent_execution_plans, public.agent_execution_steps, public.agent_execution_logs, public.agent_plan_versions,
  public.agent_context_memory, public.agent_context_uses, public.agent_context_vectors,
  public.agent_context_retention, public.agent_api_keys, private.key_allowances, public.agent_saved_views,
  private.idempotency_keys, public.agent_plan_templates, public.agent_plan_template_versions,
  public.agent_automation_rules, public.agent_automation_runs, private.direct_updates, private.captured_sessions,
  private.captured_events, private.capture_problems, private.capture_drop_rules, private.decision_rules,
  public.agent_usage, private.usage_totals,
  private.attention_owners, private.attention_open, private.attention_events, private.attention_deliveries,
  private.webhooks, private.push_subscriptions, private.push_keys, private.plan_shares,
  public.agent_messages, public.agent_decisions, public.agent_budgets, private.memory_projects
  from anon, authenticated, service_role;
revoke all on sequence public.agent_execution_logs_seq, private.feed_rung_at, public.agent_automation_runs_id_seq
  from anon, authenticated, service_role;
grant select, insert, insert (id, task_id, plan_type, plan_json, agent_reasoning, metadata, parent_plan_id,
  parent_step_number), update, delete
  on public.agent_execution_plans to authenticated, service_role;
grant select, insert, update, delete
  on public.agent_execution_steps to authenticated, service_role;
grant select, insert (id, plan_id, task_id, step_number, action_type, entity_id, description, before_state, after_state,
  agent_confidence, error_message, metadata), update, delete
  on public.agent_execution_logs to authenticated, service_role;
grant select, insert, update, delete
  on public.agent_plan_versions to authenticated, service_role;
grant select, insert, update, delete
  on public.agent_context_memory to authenticated, service_role;
grant select on public.agent_context_uses, public.agent_context_vectors to authenticated, service_role;
grant select, insert (user_id, context_type, keep_days), update (context_type, keep_days), delete
  on public.agent_context_retention to authenticated, service_role;
grant select (id, user_id, name, prefix, scopes, task_id, plan_id, expires_at, last_used_at, revoked_at, created_at),
  insert (user_id, name, prefix, key_hash, scopes, task_id, plan_id, expires_at), update (name, expires_at, revoked_at),
  delete
  on public.agent_api_keys to authenticated, service_role;
grant select, insert (user_id, name, query), update (name, query), delete
  on public.agent_saved_views to authenticated, service_role;
grant select, insert, update
  on private.idempotency_keys to authenticated, service_role;
grant select, insert (user_id, name, plan_type, reasoning, steps), update (name, plan_type, reasoning, steps), delete
  on public.agent_plan_templates to authenticated, service_role;
grant select on public.agent_plan_template_versions to authenticated, service_role;
grant select, insert (user_id, match_kind, match_value, template_id, enabled),
  update (place, match_kind, match_value, template_id, enabled), delete
  on public.agent_automation_rules to authenticated, service_role;
grant select on public.agent_automation_runs to authenticated, service_role;
grant select on public.agent_usage, private.usage_totals, public.agent_messages, public.agent_budgets,
  public.agent_decisions to authenticated, service_role;

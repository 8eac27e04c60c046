-- The functions that the API roles may call. Hosted Supabase grants every new function to them, and Postgres grants it
-- to public, so everything is revoked first. A function that is not listed can only be called by a function of its
-- owner.

revoke execute on all functions in schema public, private from public, anon, authenticated, service_role;
grant execute on all functions in schema public to authenticated, service_role;
-- The service role neither exchanges agent keys nor opens links.
revoke execute on function public.agent_identify_key, public.agent_capture_by_key, public.agent_open_plan_share
  from service_role;

-- Functions that checks and policies call, for every role.
grant execute on function
  private.claims, private.caller_id, private.is_agent, private.has_scope, private.is_trusted, private.can_see_owner,
  private.caller_actor_type, private.caller_actor, private.is_owner_session, private.is_importing,
  private.is_renumbering, private.is_restricted, private.only_task_id, private.only_plan_id, private.key_covers,
  private.refuse_value, private.check_json, private.check_metadata, private.check_time, private.check_time_zone,
  private.check_times
  to anon, authenticated, service_role;

-- Functions that functions with the caller's rights call.

-- callers
grant execute on function
  private.refuse_restricted_key, private.require_write_scope, private.refuse_agent_change,
  private.refuse_agent_deletion, private.act_as_owner, private.require_owner, private.name_agent
  to authenticated, service_role;

-- values
grant execute on function
  private.truncate_error, private.truncate_description, private.fold_name, private.edit_distance,
  private.field_synonyms, private.nearest_name, private.unknown_field, private.as_sentence,
  private.event_time, private.event_now, private.event_range_sql,
  private.protect_stored_values, private.touch_updated_at
  to authenticated, service_role;

-- text
grant execute on function
  private.search_config, private.fold_text, private.folded_sql, private.has_words_sql, private.search_patterns,
  private.unspaced_pattern, private.unspaced_runs, private.without_unspaced_runs, private.bigrams,
  private.single_characters
  to authenticated, service_role;

-- state
grant execute on function
  private.statuses, private.step_moves, private.plan_allows_move, private.plan_may_move
  to authenticated, service_role;

-- steps
grant execute on function
  private.dependency_problem, private.step_dependencies, private.check_no_cycle, private.step_fields,
  private.drop_unknown_step_fields, private.step_problem, private.check_steps, private.step_row,
  private.declared_step, private.declared_steps, private.moved_step, private.is_edit,
  private.update_step_row, private.apply_recorded_moves
  to authenticated, service_role;

-- logs
grant execute on function
  private.action_skeleton, private.known_action, private.is_action_name, private.near_action, private.intended_action,
  private.is_custom_action, private.check_action, private.log_hash, private.lock_plan,
  private.write_plan_log, private.write_move, private.log_fields, private.append_plain_logs, private.append_run,
  private.append_valid_rows, private.log_runs, private.read_logs, private.rows_with_unknown_fields,
  private.refuse_unknown_fields, private.check_batch, private.verify_log, private.feed_position, private.log_outcome,
  private.log_filter_sql, private.log_search_sql, private.scan_logs, private.json_has_text
  to authenticated, service_role;

-- tasks
grant execute on function
  private.task_owner, private.has_task_column, private.task_fields, private.task_text_sql, private.task_sort_sql,
  private.task_place_sql, private.task_due_sql, private.refuse_unknown_changes
  to authenticated, service_role;

-- plans
grant execute on function
  private.can_see_plan, private.find_plan, private.refuse_unknown_plan, private.refuse_unknown_step,
  private.match_steps, private.with_defaults, private.steps_difference, private.updated_plan,
  private.plan_update_log, private.replanned_steps, private.stopped_steps, private.with_stopped_steps,
  private.with_lease, private.version_steps, private.refuse_changed_columns, private.update_plan_row,
  private.sync_recorded_sub_plans, private.plan_parts, private.list_time_sql, private.with_open_gates,
  private.edited_steps, private.became_ready_at, private.without_deep_values, private.plan_at_start,
  private.replay_plan, private.undo_move, private.plan_state_sql, private.plan_sort_sql, private.plan_sort_type,
  private.plan_place_sql, private.find_open_duplicate, private.undone_moves
  to authenticated, service_role;

-- gates
grant execute on function
  private.dependency_graph, private.graph_hash, private.current_steps, private.without_stale_approvals
  to authenticated, service_role;

-- leases
grant execute on function
  private.seconds_in, private.is_lease_lost, private.max_retry_delay, private.retry_at, private.heartbeat,
  private.report_step, private.liveness, private.lease_activity, private.lease_of, private.leases_of,
  private.lost_plans, private.is_looping
  to authenticated, service_role;

-- sub-plans
grant execute on function
  private.plan_hold, private.lock_sub_plans
  to authenticated, service_role;

-- claims
grant execute on function
  private.claim_step, private.find_claimed_plan, private.step_summary, private.next_steps, private.move_report
  to authenticated, service_role;

-- context
grant execute on function
  private.split_words, private.extract_identifiers, private.text_words, private.owner_mark, private.owned_words,
  private.can_see_entry, private.context_id, private.set_context, private.count_context_uses,
  private.context_usefulness, private.dot_product, private.nearest_entries, private.parse_query, private.query_words,
  private.phrase_query, private.required_words, private.restrict_scope, private.find_context_scope, private.is_in_scope,
  private.search_context, private.best_excerpt, private.mark_bigrams, private.context_snippet, private.rank_context,
  private.pack_plans, private.pack_decisions
  to authenticated, service_role;

-- keys
grant execute on function
  private.only_plan_ids, private.readable_task_id, private.is_entry_visible, private.protect_revocation,
  private.has_task_restrictions, private.caller_key_id, private.call_function, private.check_plan_seq,
  private.delete_old_calls, private.is_write, private.stored_response
  to authenticated, service_role;

-- analytics
grant execute on function
  private.evidence_of_logs, private.token_sum, private.usage_fields, private.usage_sum_sql,
  private.single_call_sql, private.usage_range_sql, private.usage_rows_sql, private.usage_key_sql,
  private.usage_groups, private.plan_usage, private.plan_costs, private.plan_tree, private.analytics_scope,
  private.analytics_figures, private.analytics_over_time, private.reopened_steps,
  private.analytics_plan_types, private.analytics_blocks, private.analytics_activity,
  private.analytics_agents, private.analytics_estimates, private.analytics_budgets, private.budget_share,
  private.estimate_bounds, private.check_analytics, private.fits_estimate, private.forecast_steps,
  private.adherence_of_plans
  to authenticated, service_role;

-- overview
grant execute on function
  private.quiet_interval, private.is_worked_on, private.active_plans, private.overview_fix, private.overview_plans,
  private.running_steps, private.overview_running, private.waiting_plans, private.overview_waiting,
  private.tries_since, private.overview_decisions, private.needs_you_counts
  to authenticated, service_role;

-- templates
grant execute on function
  private.find_template, private.refuse_taken_name, private.fill_placeholders, private.check_placeholders,
  private.fill_steps
  to authenticated, service_role;

-- automation
grant execute on function
  private.rule_matches, private.find_rule
  to authenticated, service_role;

-- imports
grant execute on function
  private.stage_import, private.import_owner, private.import_everything, private.plan_document,
  private.export_document, private.import_document
  to authenticated, service_role;

-- capture
grant execute on function
  private.list_drop_rules, private.read_drop_rules, private.check_drop_rules, private.save_drop_rules,
  private.project_folder,
  private.record_usage, private.store_events, private.check_captured_event, private.check_captured_events,
  private.log_capture_problem, private.list_capture_problems,
  private.read_captured, private.lock_captured_session, private.finish_projection, private.captured_step,
  private.with_captured_step, private.create_captured_plan, private.revise_captured_plan, private.captured_numbers,
  private.move_captured_step, private.name_captured_owner, private.renew_captured_lease, private.execute_command,
  private.captured_place, private.append_captured_rows, private.report_captured_usage, private.execute_commands,
  private.is_own_lease,
  private.unkeyed_step, private.add_listed_steps, private.acyclic_numbers, private.is_step_held, private.has_held_move,
  private.refused_command, private.answer_captured_gate, private.open_past_run, private.repeat_request
  to authenticated, service_role;

-- attention
grant execute on function
  private.refuse_webhook_agent, private.list_webhooks, private.save_webhook, private.delete_webhook,
  private.rotate_webhook_secret, private.test_webhook, private.list_webhook_deliveries, private.refuse_push_agent,
  private.push_settings, private.check_push_subscription, private.check_attention_kinds, private.attention_kinds,
  private.save_push_subscription, private.delete_push_subscription, private.test_push_subscription
  to authenticated, service_role;

-- comparisons
grant execute on function
  private.work_of_steps, private.end_of_version, private.compared_run
  to authenticated, service_role;

-- failures
grant execute on function
  private.error_signature, private.plan_failures, private.step_failure
  to authenticated, service_role;

-- shares
grant execute on function
  private.refuse_share_agent, private.share_plan, private.list_plan_shares, private.revoke_plan_share
  to authenticated, service_role;

-- steering
grant execute on function
  private.has_messages, private.with_messages_mark, private.require_steering, private.send_message,
  private.list_messages, private.take_messages, private.return_messages, private.plan_with_messages,
  private.take_captured_messages,
  private.set_budget, private.list_budgets, private.delete_budget, private.list_memory_projects,
  private.save_memory_project, private.memory_scope, private.memory_entry, private.give_memory,
  private.count_given_memory
  to authenticated, service_role;

-- decisions
grant execute on function
  private.request_decision, private.next_decision_key, private.event_decision_key, private.as_objects,
  private.withdraw_decision, private.close_by_key, private.decide,
  private.decide_gate, private.require_approve_scope, private.gate_decision, private.decision_place,
  private.list_decision_rules, private.check_decision_rules, private.save_decision_rules,
  private.derived_status, private.open_gate_steps, private.waiting_decisions, private.take_decision,
  private.await_captured_decision, private.decision_evidence, private.is_own_decision, private.since_approval,
  private.previous_plan, private.split_decision_id,
  private.refuse_unknown_decision
  to authenticated, service_role;

-- Only for people and agents.
grant execute on function
  private.enforce_write_policy, private.is_key_exchange, private.identify_key, private.capture_by_key,
  private.open_plan_share, private.delete_unattached
  to authenticated;

/** What each function of the database returns to the service. tests/rpc-results.test.ts compares this map with the API's contracts. */

import type { Adherence, PlanAdherence } from './adherence';
import type {
  ContextEntry,
  Log,
  LogVerification,
  Plan,
  PlanListItem,
  Step,
  Subtask,
  Task,
} from './agent-execution.types';
import type { Attempts, EndedSteps, PlanAnalytics, PlanForecast } from './analytics.types';
import type { AutomationRule, AutomationTrial } from './automation';
import type { Budget } from './budgets';
import type { ComparedRuns } from './comparisons';
import type { StoredContextEntry } from './context-entry';
import type { PackMaterial } from './context-pack-pieces';
import type { RankedContext } from './context-search';
import type { Decision, PlacedDecision } from './decisions';
import type { PlanEvidence } from './evidence';
import type { PlacedLog } from './export-log';
import type { KnownFailure } from './failures';
import type { ImportedCounts } from './import-data';
import type { LearntEntry } from './learnt';
import type { BegunPlan, Heartbeat, Leases, NoStepToClaim, StepClaim } from './leases';
import type { FoundLogs, StoredLogs } from './logs';
import type { AgentMessage, DeliveredMessage } from './messages';
import type { PlanAt, PlanMoment, StepGate } from './plan-at';
import type { NewPlanShare, PlanShare } from './plan-shares';
import type { CreatedPlan, StoredPlan } from './plans';
import type { StepOutcome } from './steps';
import type { Template, TemplatePreview } from './templates';
import type { ExportedDocument, ImportedDocument } from './transfer';
import type { SummedUsage } from './usage';
import type { PlanVersion, VersionComparison } from './versions';
import type { Webhook, WebhookDelivery, WebhookWithSecret } from './webhooks';

interface Deleted {
  id: string;
}

export interface RpcResults {
  agent_create_task: Task;
  agent_query_tasks: Task[];
  agent_update_task: Task;
  agent_delete_task: Deleted;
  agent_save_subtask: Subtask;
  agent_delete_subtask: Subtask;

  agent_create_plan: Plan;
  agent_create_plan_once: CreatedPlan;
  agent_get_plan: StoredPlan | null;
  agent_query_plans: PlanListItem[];
  agent_update_plan: Plan;
  agent_delete_plan: Deleted;
  agent_create_subtasks: Subtask[];
  agent_next_plan: string | null;
  agent_plan_hold: string | null;

  agent_move_step: Step;
  agent_report_move: StepOutcome;
  agent_block_step: Plan;
  agent_undo_move: Step;
  agent_edit_step: Step;
  agent_add_step: Step;
  agent_reorder_steps: Step[];

  agent_leases: Leases;
  agent_begin_plan: BegunPlan;
  agent_claim_step: StepClaim | NoStepToClaim;
  agent_heartbeat: Heartbeat;
  agent_report_step: StepClaim | NoStepToClaim;

  agent_send_message: AgentMessage;
  agent_list_messages: AgentMessage[];
  agent_take_messages: DeliveredMessage[];
  agent_return_messages: number;
  agent_ask: Decision;
  agent_list_decisions: PlacedDecision[];
  agent_get_decision: PlacedDecision;
  agent_decide: Decision;
  agent_withdraw_decision: Decision;
  agent_await_decision: Decision;
  agent_set_budget: Budget;
  agent_list_budgets: Budget[];
  agent_delete_budget: Deleted;

  agent_replan: Plan;
  agent_revert_plan: Plan;
  agent_list_plan_versions: PlanVersion[];
  agent_compare_plan_versions: VersionComparison;
  agent_plan_at: PlanAt;
  agent_plan_moments: PlanMoment[];
  agent_step_gate: StepGate;

  agent_add_log: Log;
  agent_add_logs: Log[];
  agent_ingest_logs: StoredLogs;
  agent_query_logs: Log[];
  agent_search_logs: FoundLogs;
  agent_export_log: PlacedLog[];
  agent_verify_log: LogVerification;

  agent_set_context: ContextEntry;
  agent_set_contexts: ContextEntry[];
  agent_query_context: ContextEntry[];
  agent_get_context: StoredContextEntry | null;
  agent_delete_context: ContextEntry;
  agent_search_context: RankedContext;
  agent_context_pack: PackMaterial;
  agent_count_context_uses: number;

  agent_plan_analytics: PlanAnalytics;
  agent_ended_steps: EndedSteps;
  agent_attempts: Attempts;
  agent_forecast: PlanForecast | null;
  agent_plan_adherence: PlanAdherence;
  agent_adherence: Adherence;
  agent_learnt: LearntEntry[];
  agent_compare_plans: ComparedRuns;
  agent_plan_failures: KnownFailure[];
  agent_plan_evidence: PlanEvidence;
  agent_report_usage: { added: number };
  agent_sum_usage: SummedUsage;

  agent_save_template: Template;
  agent_delete_template: Deleted;
  agent_restore_template: Template;
  agent_save_plan_as_template: Template;
  agent_preview_template: TemplatePreview;
  agent_create_plan_from_template: Plan;
  agent_list_automation_rules: AutomationRule[];
  agent_save_automation_rule: AutomationRule;
  agent_delete_automation_rule: Deleted;
  agent_order_automation_rules: AutomationRule[];
  agent_try_automation: AutomationTrial;

  agent_list_webhooks: Webhook[];
  agent_save_webhook: Webhook & { secret?: string };
  agent_delete_webhook: Deleted;
  agent_rotate_webhook_secret: WebhookWithSecret;
  agent_test_webhook: { id: number; event_id: string };
  agent_list_webhook_deliveries: WebhookDelivery[];

  agent_share_plan: NewPlanShare;
  agent_list_plan_shares: PlanShare[];
  agent_revoke_plan_share: Deleted;

  agent_export_task: ExportedDocument;
  agent_export_plan: ExportedDocument;
  agent_import: ImportedDocument;
  agent_stage_import: number;
  agent_import_everything: ImportedCounts;
}

/**
 * The contract of each database function that the service calls. Results that the API returns unchanged have their contract in
 * lib/api/contracts/.
 */
import { z } from 'zod';
import { adherence, planAdherence } from '@/lib/api/contracts/adherence';
import { attempts, endedSteps, planAnalytics, planForecast } from '@/lib/api/contracts/analytics';
import {
  contextEntry,
  deleted,
  log,
  plan,
  planListItem,
  planWithDetails,
  step,
  stepStatus,
  subtask,
  task,
  time,
} from '@/lib/api/contracts/answers';
import * as automation from '@/lib/api/contracts/automation';
import { budget } from '@/lib/api/contracts/budgets';
import { comparedRuns } from '@/lib/api/contracts/comparisons';
import { contextEntryDetails, contextSearch } from '@/lib/api/contracts/context';
import { decision, placedDecision } from '@/lib/api/contracts/decisions';
import { planEvidence } from '@/lib/api/contracts/evidence';
import { knownFailure } from '@/lib/api/contracts/failures';
import { uuid } from '@/lib/api/contracts/fields';
import { learntEntry } from '@/lib/api/contracts/learnt';
import { exportedLine, logVerification } from '@/lib/api/contracts/logs';
import { agentMessage, deliveredMessage } from '@/lib/api/contracts/messages';
import { planAt, planMoment, stepGate } from '@/lib/api/contracts/plan-at';
import { newPlanShare, planShare } from '@/lib/api/contracts/plan-shares';
import { planStatus } from '@/lib/api/contracts/plans';
import { heartbeatAnswer, leasesAnswer, stepClaim } from '@/lib/api/contracts/steps';
import { exportedDocument, importedCounts, importedDocument } from '@/lib/api/contracts/transfer';
import { reportedUsage, summedUsage } from '@/lib/api/contracts/usage';
import { planVersion, versionComparison } from '@/lib/api/contracts/versions';
import * as webhooks from '@/lib/api/contracts/webhooks';

const storedPlan = planWithDetails.extend({
  logs: z.array(log).nullable(),
  context: z.array(contextEntry).nullable(),
});

/** Where the database only says that there are messages, the API returns them. */
const has_messages = z.literal(true).optional();

const { plan: claimedPlan, step: claimedStep, ...claimedLease } = stepClaim.shape;
const claimed = z.union([
  z.strictObject({
    step: claimedStep.unwrap(),
    plan: claimedPlan.unwrap(),
    lease_token: claimedLease.lease_token.unwrap(),
    lease_expires_at: claimedLease.lease_expires_at.unwrap(),
    seconds_left: claimedLease.seconds_left.unwrap(),
    ask_again_at: z.null(),
    ask_again_in_seconds: z.null(),
    has_messages,
  }),
  z.strictObject({
    step: z.null(),
    plan: claimedPlan,
    lease_token: z.null(),
    lease_expires_at: z.null(),
    seconds_left: z.null(),
    ask_again_at: claimedLease.ask_again_at,
    ask_again_in_seconds: claimedLease.ask_again_in_seconds,
    has_messages,
  }),
]);

const [firstStep, noStep] = claimed.options;

const stepOutcome = z.strictObject({
  step_number: z.int(),
  status: stepStatus,
  attempt: z.int().optional(),
  not_before: time.optional(),
  lease_token: z.int().optional(),
  lease_expires_at: time.optional(),
  plan_status: planStatus,
  completed_steps: z.int(),
  total_steps: z.int(),
  next_step: step.pick({ step_number: true, action: true, description: true }).optional(),
  awaiting_approval: z.array(z.int()).optional(),
  has_messages,
});

const storedLogs = z.strictObject({
  added: z.int(),
  errors: z.array(
    z.strictObject({ index: z.int(), sqlstate: z.string(), message: z.string(), hint: z.string() }),
  ),
});

const placedLog = exportedLine.options[1].extend({ place: z.int() });

const foundContext = contextSearch.shape.entries.element
  .omit({ highlights: true })
  .extend({ score: z.number() });
const facets = contextSearch.shape.facets.shape;
const rankedContext = z.strictObject({ entries: z.array(foundContext), found: z.int(), ...facets });

const packMaterial = z.strictObject({
  task: z.strictObject({ id: z.string(), title: z.string(), description: z.string().nullable() }),
  plans: z.array(
    plan
      .pick({
        id: true,
        plan_type: true,
        status: true,
        agent_reasoning: true,
        current_step: true,
        total_steps: true,
        created_at: true,
      })
      .extend({
        steps: z.array(
          step.pick({
            step_number: true,
            action: true,
            description: true,
            status: true,
            error_message: true,
          }),
        ),
      }),
  ),
  decisions: z.array(
    z.strictObject({
      seq: z.int(),
      plan_id: uuid,
      created_at: time,
      actor: z.string(),
      reasoning: z.string(),
    }),
  ),
  entries: z.array(
    contextEntry
      .pick({
        id: true,
        task_id: true,
        plan_id: true,
        step_number: true,
        context_type: true,
        context_key: true,
        context_value: true,
        updated_at: true,
      })
      .extend({ task_title: z.string().nullable(), value_length: z.int(), score: z.number() }),
  ),
});

export const serviceContracts = {
  agent_create_task: task,
  agent_query_tasks: z.array(task),
  agent_update_task: task,
  agent_delete_task: deleted,
  agent_save_subtask: subtask,
  agent_delete_subtask: subtask,

  agent_create_plan: plan,
  agent_create_plan_once: z.strictObject({ plan, is_new: z.boolean() }),
  agent_get_plan: storedPlan.nullable(),
  agent_query_plans: z.array(planListItem),
  agent_update_plan: plan,
  agent_delete_plan: deleted,
  agent_create_subtasks: z.array(subtask),
  agent_next_plan: uuid.nullable(),
  agent_plan_hold: z.string().nullable(),

  agent_move_step: step,
  agent_report_move: stepOutcome,
  agent_block_step: plan,
  agent_undo_move: step,
  agent_edit_step: step,
  agent_add_step: step,
  agent_reorder_steps: z.array(step),

  agent_leases: leasesAnswer,
  agent_begin_plan: z.union([firstStep.extend({ plan }), noStep.extend({ plan })]),
  agent_claim_step: claimed,
  agent_heartbeat: heartbeatAnswer.omit({ messages: true }).extend({ has_messages }),
  agent_report_step: claimed,

  agent_send_message: agentMessage,
  agent_list_messages: z.array(agentMessage),
  agent_take_messages: z.array(deliveredMessage),
  agent_return_messages: z.int(),
  agent_ask: decision,
  agent_list_decisions: z.array(placedDecision),
  agent_get_decision: placedDecision,
  agent_decide: decision,
  agent_withdraw_decision: decision,
  agent_await_decision: decision,
  agent_set_budget: budget,
  agent_list_budgets: z.array(budget),
  agent_delete_budget: deleted,

  agent_replan: plan,
  agent_revert_plan: plan,
  agent_list_plan_versions: z.array(planVersion),
  agent_compare_plan_versions: versionComparison,
  agent_plan_at: planAt,
  agent_plan_moments: z.array(planMoment),
  agent_step_gate: stepGate,

  agent_add_log: log,
  agent_add_logs: z.array(log),
  agent_ingest_logs: storedLogs,
  agent_query_logs: z.array(log),
  agent_search_logs: z.strictObject({ rows: z.array(log), next_seq: z.int().nullable() }),
  agent_export_log: z.array(placedLog),
  agent_verify_log: logVerification,

  agent_set_context: contextEntry,
  agent_set_contexts: z.array(contextEntry),
  agent_query_context: z.array(contextEntry),
  agent_get_context: contextEntryDetails.omit({ next_cursor: true }).nullable(),
  agent_delete_context: contextEntry,
  agent_search_context: rankedContext,
  agent_context_pack: packMaterial,
  agent_count_context_uses: z.int(),

  agent_plan_analytics: planAnalytics,
  agent_ended_steps: endedSteps,
  agent_attempts: attempts,
  agent_forecast: planForecast.nullable(),
  agent_plan_adherence: planAdherence,
  agent_adherence: adherence,
  agent_learnt: z.array(learntEntry),
  agent_compare_plans: comparedRuns,
  agent_plan_failures: z.array(knownFailure),
  agent_plan_evidence: planEvidence,
  agent_report_usage: reportedUsage,
  agent_sum_usage: summedUsage,

  agent_save_template: automation.template,
  agent_delete_template: deleted,
  agent_restore_template: automation.template,
  agent_save_plan_as_template: automation.template,
  agent_preview_template: automation.templatePreview,
  agent_create_plan_from_template: plan,
  agent_list_automation_rules: z.array(automation.automationRule),
  agent_save_automation_rule: automation.automationRule,
  agent_delete_automation_rule: deleted,
  agent_order_automation_rules: z.array(automation.automationRule),
  agent_try_automation: automation.automationTrial,

  agent_share_plan: newPlanShare.omit({ url: true }),
  agent_list_plan_shares: z.array(planShare),
  agent_revoke_plan_share: deleted,
  agent_list_webhooks: z.array(webhooks.webhook),
  agent_save_webhook: webhooks.webhook.extend({ secret: z.string().optional() }),
  agent_delete_webhook: deleted,
  agent_rotate_webhook_secret: webhooks.webhookWithSecret,
  agent_test_webhook: webhooks.webhookTest,
  agent_list_webhook_deliveries: z.array(webhooks.webhookDelivery),

  agent_export_task: exportedDocument,
  agent_export_plan: exportedDocument,
  agent_import: importedDocument,
  agent_stage_import: z.int(),
  agent_import_everything: importedCounts,
};

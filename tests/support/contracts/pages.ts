/** The contract of each database function that only the pages call. */
import { z } from 'zod';
import { webhookKinds } from '@/lib/agent-execution/webhooks';
import {
  actorType,
  contextEntry,
  deleted,
  log,
  occurred_at,
  planListItem,
  subtask,
  task,
  time,
} from '@/lib/api/contracts/answers';
import { placedDecision } from '@/lib/api/contracts/decisions';
import { knownFailure } from '@/lib/api/contracts/failures';
import { uuid } from '@/lib/api/contracts/fields';
import { stepGate } from '@/lib/api/contracts/plan-at';
import { planStatus } from '@/lib/api/contracts/plans';
import { usageSum } from '@/lib/api/contracts/usage';
import { webhookTest } from '@/lib/api/contracts/webhooks';

const planState = z.enum([...planStatus.options, 'lost']);
const textOrNull = z.string().nullable();
const count = z.int();
const totalUsage = usageSum.extend({ plans: count }).nullable();

const logViewRow = log
  .pick({
    seq: true,
    plan_id: true,
    step_number: true,
    action_type: true,
    actor_type: true,
    actor: true,
    created_at: true,
    agent_confidence: true,
    description: true,
    error_message: true,
  })
  .extend({ task_id: textOrNull, task_title: textOrNull, outcome: textOrNull, occurred_at });

const logView = z.strictObject({
  rows: z.array(logViewRow),
  next_seq: z.int().nullable(),
  searched_to: time.nullable(),
  summary: z
    .strictObject({
      total: count,
      is_partial: z.boolean(),
      since: time.nullable(),
      bar_ms: z.number(),
      bars: z.array(z.strictObject({ bar: z.int(), failed: count, done: count, other: count })),
      action_types: z.array(z.strictObject({ value: z.string(), count })),
      actor_types: z.array(z.strictObject({ value: actorType, count })),
      errors: count,
    })
    .nullable(),
});

const overviewPlan = planListItem
  .pick({
    id: true,
    task_title: true,
    plan_type: true,
    created_by: true,
    total_steps: true,
    completed_steps: true,
    updated_at: true,
  })
  .extend({
    state: z.enum([...planState.options, 'quiet', 'looping', 'waiting']),
    step_number: z.int().nullable(),
    step_description: textOrNull,
    started_at: time.nullable(),
    estimated_duration: z.number().nullable(),
    error_message: textOrNull,
    lease_owner: textOrNull,
  });

const overview = z.strictObject({
  decisions: z.array(
    placedDecision
      .pick({
        id: true,
        plan_id: true,
        kind: true,
        question: true,
        asked_at: true,
        held_until: true,
        task_title: true,
      })
      .strict(),
  ),
  needs_you: z.array(
    overviewPlan.extend({
      fix: z
        .strictObject({ seen: count, plans: count, step_number: z.int(), task_title: z.string() })
        .nullable(),
    }),
  ),
  running: z.array(overviewPlan),
  waiting: z.array(overviewPlan),
  counts: z.strictObject({ needs_you: count, running: count, waiting: count, decisions: count }),
  has_plans: z.boolean(),
  today: z.strictObject({ steps: count, tried: count, first_try: count, plans: count, usage: totalUsage }),
  days: z.array(z.strictObject({ date: z.string(), count })),
  last_actions: z.array(logViewRow.omit({ outcome: true })),
});

const decisionToMake = placedDecision.extend({
  evidence: z.strictObject({
    reasoning: textOrNull,
    step: z.strictObject({ step_number: z.int(), action: z.string(), description: z.string() }).nullable(),
    confidence: z.number().nullable(),
    results: z.array(
      log
        .pick({
          seq: true,
          step_number: true,
          action_type: true,
          description: true,
          error_message: true,
        })
        .extend({ occurred_at })
        .strict(),
    ),
    usage: usageSum.nullable(),
    failure: knownFailure.nullable(),
    since: z
      .strictObject({ at: z.string(), by: z.string(), rows: count, edits: count, errors: count })
      .nullable(),
    previous_plan: z
      .strictObject({
        plan: z.string(),
        outcome: z.enum(['allow', 'deny', 'answer']),
        at: z.string(),
        by: z.string(),
      })
      .nullable(),
    gate: stepGate.nullable(),
  }),
});

const found = z.strictObject({
  plans: z.array(
    planListItem.pick({ id: true, task_title: true, plan_type: true }).extend({ state: planState }),
  ),
  tasks: z.array(z.strictObject({ id: z.string(), title: z.string() })),
  logs: z.array(
    log.pick({ seq: true, plan_id: true, action_type: true, description: true }).extend({ occurred_at }),
  ),
  context: z.array(
    contextEntry.pick({
      id: true,
      plan_id: true,
      task_id: true,
      context_type: true,
      context_key: true,
      context_value: true,
    }),
  ),
});

const facet = z.strictObject({ value: z.string(), count });

const planTablePage = z.strictObject({
  rows: z.array(
    planListItem
      .pick({
        id: true,
        task_id: true,
        task_title: true,
        plan_type: true,
        status: true,
        current_step: true,
        total_steps: true,
        completed_steps: true,
        estimated_duration: true,
        created_by: true,
        created_at: true,
        updated_at: true,
        started_at: true,
        completed_at: true,
      })
      .extend({
        current_description: textOrNull,
        parent_description: textOrNull,
        client: textOrNull,
        is_imported: z.boolean(),
        usage: usageSum.nullable(),
        sort_value: textOrNull,
      }),
  ),
  facets: z
    .strictObject({
      total: count,
      status: z.array(facet),
      plan_type: z.array(facet),
      created_by: z.array(facet),
      task: z.array(facet.extend({ label: z.string() })),
    })
    .nullable(),
  as_of: time,
});

const taskField = z.enum(['title', 'description', 'category', 'priority', 'due_date', 'completed']);

const taskTable = z.strictObject({
  rows: z.array(
    z.strictObject({
      id: z.string(),
      title: z.string(),
      completed: z.boolean().nullable(),
      priority: textOrNull,
      due_date: textOrNull,
      category: textOrNull,
      active_at: time,
      sort_value: textOrNull,
      subtasks_done: count,
      subtasks_total: count,
      plans: z.partialRecord(planState, count),
    }),
  ),
  fields: z.array(taskField),
  facets: z.strictObject({
    total: count,
    open: count,
    completed: count,
    priority: z.array(facet),
    category: z.array(facet),
  }),
});

const taskPage = z.strictObject({
  task: task.omit({ user_id: true, created_at: true }),
  fields: z.array(taskField),
  plans: z.array(
    planListItem
      .pick({
        id: true,
        plan_type: true,
        status: true,
        total_steps: true,
        completed_steps: true,
        estimated_duration: true,
        created_by: true,
        version: true,
        updated_at: true,
      })
      .extend({ usage: usageSum.nullable() }),
  ),
  usage: totalUsage,
  subtasks: z.array(subtask.omit({ task_id: true })),
  logs: z.array(logViewRow),
});

const agentKey = z.strictObject({
  id: uuid,
  name: z.string(),
  prefix: z.string(),
  scopes: z.array(z.string()),
  task_id: z.string().nullable(),
  plan_id: uuid.nullable(),
  expires_at: time.nullable(),
  last_used_at: time.nullable(),
  revoked_at: time.nullable(),
  created_at: time,
  task_title: z.string().nullable(),
  plan_type: z.string().nullable(),
});

export const pageContracts = {
  agent_create_api_key: z.strictObject({ id: uuid, key: z.string() }),
  agent_list_api_keys: z.array(agentKey),
  agent_list_retention: z.array(z.strictObject({ context_type: z.string(), keep_days: z.int() })),
  agent_find: found,
  agent_log_view: logView,
  agent_decision_page: z.array(decisionToMake),
  agent_needs_you: z.strictObject({ count, decisions: count }),
  agent_overview: overview,
  agent_plan_table: planTablePage,
  agent_update_plans: z.array(z.strictObject({ id: uuid, ok: z.boolean(), message: textOrNull })),
  agent_list_saved_views: z.array(z.strictObject({ id: uuid, name: z.string(), query: z.string() })),
  agent_task_table: taskTable,
  agent_task_page: taskPage.nullable(),
  agent_push_settings: z.strictObject({
    public_key: textOrNull,
    subscriptions: z.array(
      z.strictObject({
        id: uuid,
        endpoint: z.string(),
        device: z.string(),
        kinds: z.array(z.enum(webhookKinds)),
        created_at: time,
      }),
    ),
  }),
  agent_save_push_subscription: deleted,
  agent_delete_push_subscription: deleted,
  agent_test_push_subscription: webhookTest,
  agent_delete_everything: count,
  agent_embedding_progress: z.strictObject({ entries: count, embedded: count }),
};

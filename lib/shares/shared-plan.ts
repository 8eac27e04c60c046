/** Reads a plan for a shared page, with the rights of a read-only key that is restricted to it, and redacts it. */
import type { Json, Log, PlanWithDetails, Step } from '@/lib/agent-execution/agent-execution.types';
import { planEvidence } from '@/lib/agent-execution/evidence';
import { stringifyExact } from '@/lib/agent-execution/exact-json';
import { queryLogs } from '@/lib/agent-execution/logs';
import { getPlan } from '@/lib/agent-execution/plans';
import type { Usage } from '@/lib/agent-execution/usage';
import { formatBytes } from '@/lib/format/words';
import { createTokenClient } from '@/lib/supabase/token';
import type { OpenedShare } from './open-share';
import { redactShared } from './redact-shared';

const PAGE_SIZE = 100;
/** Larger values are not shown: a page that needs no sign-in must stay small. */
const MAX_VALUE_LENGTH = 20_000;

export interface SharedStep
  extends Pick<
    Step,
    | 'step_number'
    | 'status'
    | 'action'
    | 'description'
    | 'estimated_duration'
    | 'agent_confidence'
    | 'started_at'
    | 'completed_at'
    | 'depends_on'
    | 'error_message'
    | 'result'
  > {}

export interface SharedRow
  extends Pick<
    Log,
    | 'seq'
    | 'hash'
    | 'prev_hash'
    | 'created_at'
    | 'step_number'
    | 'actor_type'
    | 'action_type'
    | 'description'
    | 'error_message'
    | 'agent_confidence'
    | 'before_state'
    | 'after_state'
    | 'metadata'
  > {}

export interface SharedPlan {
  title: string;
  reasoning: string | null;
  plan: Pick<
    PlanWithDetails,
    | 'id'
    | 'status'
    | 'plan_type'
    | 'completed_steps'
    | 'total_steps'
    | 'estimated_duration'
    | 'completed_at'
    | 'as_of'
  >;
  steps: SharedStep[];
  usage: Usage[];
  rows: SharedRow[];
  /** Requests the next rows; null on the last page. */
  nextCursor: string | null;
  expiresAt: string;
}

function withoutLarge(value: Json): Json {
  const size = stringifyExact(value).length;
  return size <= MAX_VALUE_LENGTH ? value : `${formatBytes(size)}, too large for a shared page`;
}

/** The texts of a step, which people and agents write. */
const stepTexts = ({ action, description, error_message, result }: Step) => ({
  action,
  description,
  error_message: withoutLarge(error_message) as string | null, // a text stays a text
  result: withoutLarge(result),
});

const rowTexts = (row: Log) => ({
  action_type: row.action_type,
  description: withoutLarge(row.description) as string,
  error_message: withoutLarge(row.error_message) as string | null,
  before_state: withoutLarge(row.before_state),
  after_state: withoutLarge(row.after_state),
  metadata: row.metadata,
});

const shownPlan = (plan: PlanWithDetails, plan_type: string): SharedPlan['plan'] => ({
  id: plan.id,
  status: plan.status,
  plan_type,
  completed_steps: plan.completed_steps,
  total_steps: plan.total_steps,
  estimated_duration: plan.estimated_duration,
  completed_at: plan.completed_at,
  as_of: plan.as_of,
});

const shownStep = (step: Step, texts = stepTexts(step)): SharedStep => ({
  step_number: step.step_number,
  status: step.status,
  estimated_duration: step.estimated_duration,
  agent_confidence: step.agent_confidence,
  started_at: step.started_at,
  completed_at: step.completed_at,
  depends_on: step.depends_on,
  ...texts,
});

const shownRow = (row: Log, texts = rowTexts(row)): SharedRow => ({
  seq: row.seq,
  hash: row.hash,
  prev_hash: row.prev_hash,
  created_at: row.created_at,
  step_number: row.step_number,
  actor_type: row.actor_type,
  agent_confidence: row.agent_confidence,
  ...texts,
});

/** Redacts all texts together: what is beside a secret may explain it. Numbers, times, states and hashes stay as they are. */
export function redactPlan(plan: PlanWithDetails, rows: Log[]) {
  const texts = redactShared({
    title: plan.task.title,
    plan_type: plan.plan_type,
    reasoning: plan.agent_reasoning,
    steps: plan.steps.map(stepTexts),
    rows: rows.map(rowTexts),
  });
  return {
    title: texts.title,
    reasoning: texts.reasoning,
    plan: shownPlan(plan, texts.plan_type),
    steps: plan.steps.map((step, at) => shownStep(step, texts.steps[at])),
    rows: rows.map((row, at) => shownRow(row, texts.rows[at])),
  };
}

/** Returns what a shared page shows, with the log rows of one page, oldest first. */
export async function readSharedPlan(share: OpenedShare, cursor: string | undefined): Promise<SharedPlan> {
  const db = createTokenClient(share.token);
  const [plan, rows, evidence] = await Promise.all([
    getPlan(db, share.plan_id),
    queryLogs(db, { plan_id: share.plan_id, order: 'asc', limit: PAGE_SIZE, cursor }),
    planEvidence(db, share.plan_id),
  ]);
  return {
    ...redactPlan(plan, rows),
    usage: evidence.usage,
    nextCursor: rows.next_cursor,
    expiresAt: share.expires_at,
  };
}

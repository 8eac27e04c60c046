/** Reads a plan for a shared page, with the rights of a read-only key that is restricted to it, and redacts it. */
import type { Json, Log, PlanWithDetails, Step } from '@/lib/agent-execution/agent-execution.types';
import { planEvidence } from '@/lib/agent-execution/evidence';
import { stringifyExact } from '@/lib/agent-execution/exact-json';
import { getPlan } from '@/lib/agent-execution/plans';
import type { Usage } from '@/lib/agent-execution/usage';
import { cutLog, MAX_TEXT_CHARACTERS, readRows, type TranscriptPlace } from '@/lib/dashboard/transcript';
import { formatBytes } from '@/lib/format/words';
import { createTokenClient } from '@/lib/supabase/token';
import type { OpenedShare } from './open-share';
import { redactShared } from './redact-shared';

/** The log rows of a page: one that needs no sign-in must stay small. */
export const SHARED_PAGE_ROWS = 100;
/** Larger values are not shown. */
const MAX_VALUE_LENGTH = 20_000;
/** Rows whose states name what the page does not show: context, and the links to the plan. */
const STATELESS: ReadonlySet<string> = new Set([
  'set_context',
  'delete_context',
  'share_plan',
  'revoke_share',
]);
/** What a reader learns of who acted. */
const actorNames = { agent: 'An agent', user: 'A person', system: 'The system' };

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
    | 'actor'
    | 'action_type'
    | 'description'
    | 'error_message'
    | 'agent_confidence'
    | 'after_state'
    | 'metadata'
    | 'entity_id'
  > {
  /** Whether a text of its state was cut. */
  is_cut: boolean;
}

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
  /** Oldest first. */
  rows: SharedRow[];
  /** Whether the log has rows before these, and after them. */
  hasEarlier: boolean;
  hasLater: boolean;
  newestSeq: number;
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

/** Long texts are cut here for speed, and shorter after the redaction: half a secret is not known as one. */
function rowTexts(row: Log) {
  const { after_state } = cutLog(row, MAX_VALUE_LENGTH);
  const isKept = after_state !== null && !STATELESS.has(row.action_type);
  return {
    action_type: row.action_type,
    description: withoutLarge(row.description) as string,
    error_message: withoutLarge(row.error_message) as string | null,
    after_state: isKept ? boundState(after_state) : null,
    metadata: row.metadata,
  };
}

/** A state of many texts may still be large. */
function boundState(state: Json): Json {
  const size = stringifyExact(state).length;
  return size <= 5 * MAX_VALUE_LENGTH
    ? state
    : { omitted: `${formatBytes(size)}, too large for a shared page` };
}

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

/** The metadata that a transcript shows. */
const METADATA = ['occurred_at', 'tool', 'purpose', 'duration_ms', 'test', 'context_type', 'context_key'];

function shownRow(row: Log, texts = rowTexts(row)): SharedRow {
  const { metadata, ...rest } = texts;
  const shown = {
    seq: row.seq,
    hash: row.hash,
    prev_hash: row.prev_hash,
    created_at: row.created_at,
    step_number: row.step_number,
    actor_type: row.actor_type,
    actor: actorNames[row.actor_type],
    agent_confidence: row.agent_confidence,
    before_state: null,
    entity_id: null,
    metadata: Object.fromEntries(Object.entries(metadata).filter(([name]) => METADATA.includes(name))),
    ...rest,
  };
  const { before_state: _, ...cut } = cutLog(shown, MAX_TEXT_CHARACTERS);
  return cut;
}

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

/** Returns what a shared page shows, with the log rows of one page. */
export async function readSharedPlan(share: OpenedShare, place: TranscriptPlace): Promise<SharedPlan> {
  const db = createTokenClient(share.token);
  const [plan, { rows, hasMore }, evidence] = await Promise.all([
    getPlan(db, share.plan_id),
    readRows(db, { plan_id: share.plan_id }, place, SHARED_PAGE_ROWS),
    planEvidence(db, share.plan_id),
  ]);
  const newestSeq = plan.last_seq ?? 0;
  const isForward = 'after' in place;
  return {
    ...redactPlan(plan, rows),
    usage: evidence.usage,
    hasEarlier: isForward ? place.after > 0 : hasMore,
    hasLater: isForward ? hasMore : place.before <= newestSeq,
    newestSeq,
    expiresAt: share.expires_at,
  };
}

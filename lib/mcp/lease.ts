/** Leases over MCP: a step claimed and kept, and in words what follows for whoever holds it. */
import { errorOf } from '@/lib/agent-execution/agent-execution.error';
import type { AgentExecutionClient, Step } from '@/lib/agent-execution/agent-execution.types';
import { claimNextStep, heartbeat } from '@/lib/agent-execution/leases';
import { nextStep } from '@/lib/agent-execution/next-step';
import { getTask } from '@/lib/agent-execution/tasks';
import { createBudget, linesOf } from './budget';
import { stepRow } from './rows';
import type { Answer } from './tool';

/** Seconds as they are said: no shorter than they are. */
const secondsOf = (seconds: number) => `${Math.max(0, Math.ceil(seconds))} s`;

/** A lease as data: the token to name, and until when it holds by the database's clock. */
export interface Lease {
  lease_token: number;
  lease_expires_at: string | null;
  seconds_left: number;
}

/** The lease that a start took. */
export function leaseOf({ lease_token, lease_expires_at, heartbeat_at }: Step): Lease {
  const seconds_left = (Date.parse(lease_expires_at ?? '') - Date.parse(heartbeat_at ?? '')) / 1000;
  return { lease_token, lease_expires_at, seconds_left };
}

/** What to do with a lease. */
export function leaseText({ lease_token, lease_expires_at, seconds_left }: Lease): string {
  return `It is yours until ${lease_expires_at} (${secondsOf(seconds_left)}): name lease_token ${lease_token} in every report and log about it, and report heartbeat before that.`;
}

/** The next ready step, of one plan or of all in turn, under a lease; or when it is worth asking again. */
export async function claim(
  db: AgentExecutionClient,
  input: { plan_id?: string; lease_seconds: number },
): Promise<Answer> {
  const claimed = await claimNextStep(db, input);
  if (claimed.step === null) return nothingToClaim(db, input.plan_id, claimed.ask_again_in_seconds);
  const { step, plan, lease_token, lease_expires_at, seconds_left } = claimed;
  const [budget, { id, title }] = await Promise.all([createBudget(), getTask(db, plan.task_id)]);
  const attempt = step.attempt > 1 ? `, attempt ${step.attempt}` : '';
  const textOf = (row: ReturnType<typeof stepRow>) =>
    linesOf(
      `Step ${row.step_number} of ${plan.total_steps} of plan ${plan.id} (${title}) is under way${attempt}. ${leaseText(claimed)}`,
      `${row.action}: ${row.description}`,
    );
  const row = budget.take(stepRow(step), textOf, 0.9) ?? stepRow(step); // the first one always goes in
  return {
    text: textOf(row),
    data: {
      plan_id: plan.id,
      task: { id, title },
      step: row,
      attempt: step.attempt,
      lease_token,
      lease_expires_at,
      seconds_left,
      reason: null,
    },
  };
}

async function nothingToClaim(
  db: AgentExecutionClient,
  planId: string | undefined,
  seconds: number | null,
): Promise<Answer> {
  const why = planId === undefined ? 'No plan has a step to claim now.' : await reasonIn(db, planId);
  const again =
    seconds === null
      ? 'Nothing is to be expected before a person or another agent acts.'
      : `Ask again in ${secondsOf(seconds)}.`;
  const ask_again_in_seconds = seconds === null ? null : Math.ceil(seconds);
  return {
    text: `${why} ${again}`,
    data: { plan_id: planId ?? null, task: null, step: null, reason: why, ask_again_in_seconds },
  };
}

async function reasonIn(db: AgentExecutionClient, planId: string): Promise<string> {
  const { step, reason } = await nextStep(db, planId);
  if (step === null) return reason ?? 'No step is ready.';
  if (step.status === 'pending') return `Step ${step.step_number} is not to be tried yet.`;
  const holder = step.lease_owner === null ? 'without a lease' : `with ${step.lease_owner}`;
  return `Step ${step.step_number} is under way ${holder}.`;
}

/** Keeps a step, and says whether to go on with it; throws lease_lost. */
export async function keep(
  db: AgentExecutionClient,
  planId: string,
  stepNumber: number,
  leaseToken: number | undefined,
  leaseSeconds: number | undefined,
): Promise<Answer> {
  if (leaseToken === undefined)
    throw errorOf('invalid_input', 'Name in lease_token the lease that is to be kept.');
  const kept = await heartbeat(db, planId, stepNumber, leaseToken, { lease_seconds: leaseSeconds });
  const { lease_expires_at, seconds_left, plan_status, should_stop } = kept;
  const until = `until ${lease_expires_at} (${secondsOf(seconds_left)})`;
  const text = should_stop
    ? `The plan is ${plan_status}: report release, or finish step ${stepNumber} if that is soon. It is yours ${until}.`
    : `Step ${stepNumber} stays yours ${until}.`;
  return { text, data: { step: { step_number: stepNumber }, ...kept } };
}

/** Claims and renews leases over MCP, and returns the next action as text. */
import { errorOf } from '@/lib/agent-execution/agent-execution.error';
import type { AgentExecutionClient, Step } from '@/lib/agent-execution/agent-execution.types';
import { claimNextStep, heartbeat } from '@/lib/agent-execution/leases';
import { getTask } from '@/lib/agent-execution/tasks';
import { createBudget } from './budget';
import { nextStep } from './next-step';
import { instructionOf, type StepRow, stepRow, taskWords } from './rows';

/** Returns seconds as text, rounded up. */
const secondsOf = (seconds: number) => `${Math.max(0, Math.ceil(seconds))} s`;

/** A lease: its token and its expiry by the database's clock. */
interface Lease {
  lease_token: number;
  lease_expires_at: string | null;
  seconds_left: number;
}

const untilOf = ({ lease_expires_at, seconds_left }: Omit<Lease, 'lease_token'>) =>
  `until ${lease_expires_at?.replace(/\.\d+/, '').replace('+00:00', 'Z')} (${secondsOf(seconds_left)})`;

/** Returns the lease that a start acquired. */
export function leaseOf({ lease_token, lease_expires_at, heartbeat_at }: Step): Lease {
  const seconds_left = (Date.parse(lease_expires_at ?? '') - Date.parse(heartbeat_at ?? '')) / 1000;
  return { lease_token, lease_expires_at, seconds_left };
}

/** Returns what to do with a lease. */
export function leaseText(lease: Lease): string {
  return `Your lease holds ${untilOf(lease)}. Send lease_token ${lease.lease_token} with every report and log about the step, and a heartbeat before it expires.`;
}

/** Claims the next ready step of one plan, or of any plan. If there is none, returns when to ask again. */
export async function claim(
  db: AgentExecutionClient,
  input: { plan_id?: string; lease_seconds: number; claim_key?: string; agent_name?: string },
): Promise<string> {
  const claimed = await claimNextStep(db, input);
  if (claimed.step === null) return nothingToClaim(db, input.plan_id, claimed.ask_again_in_seconds);
  const { step, plan } = claimed;
  const [budget, task] = await Promise.all([createBudget(), getTask(db, plan.task_id)]);
  const attempt = step.attempt > 1 ? `, attempt ${step.attempt}` : '';
  const render = (row: StepRow) =>
    `Step ${row.step_number} of ${plan.total_steps} of plan ${plan.id} (${taskWords(task)}) is in progress${attempt}. ${leaseText(claimed)}\n${instructionOf(row)}`;
  return budget.text({ ...stepRow(step), held_by: undefined }, render);
}

async function nothingToClaim(
  db: AgentExecutionClient,
  planId: string | undefined,
  seconds: number | null,
): Promise<string> {
  const why = planId === undefined ? 'No plan has a step to claim.' : await waitReason(db, planId);
  const again =
    seconds === null
      ? 'Nothing will change until a person or another agent acts.'
      : `Ask again in ${secondsOf(seconds)}.`;
  return `${why} ${again}`;
}

async function waitReason(db: AgentExecutionClient, planId: string): Promise<string> {
  const { step, reason } = await nextStep(db, planId);
  if (step === null) return reason ?? 'No step is ready.';
  if (step.status === 'pending') return `Step ${step.step_number} waits for its next attempt.`;
  const holder = step.lease_owner === null ? 'without a lease' : `and held by ${step.lease_owner}`;
  return `Step ${step.step_number} is in progress ${holder}.`;
}

/** Renews a lease, and returns whether to continue; throws lease_lost. */
export async function renewLease(
  db: AgentExecutionClient,
  planId: string,
  stepNumber: number,
  leaseToken: number | undefined,
  leaseSeconds: number | undefined,
): Promise<string> {
  if (leaseToken === undefined)
    throw errorOf('invalid_input', 'A heartbeat needs lease_token. Send the token of your lease.');
  const renewed = await heartbeat(db, planId, stepNumber, leaseToken, { lease_seconds: leaseSeconds });
  const until = untilOf(renewed);
  return renewed.advice
    ? `${renewed.advice} Your lease holds ${until}.`
    : `Your lease on step ${stepNumber} now holds ${until}.`;
}

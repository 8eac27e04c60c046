/** Decisions of people: what agents ask, what waits, and what was decided. */
import type { AgentExecutionClient, Json, JsonObject } from './agent-execution.types';
import { call } from './call';

export type DecisionKind = 'tool_call' | 'plan' | 'question';
export type DecisionStatus = 'open' | 'decided' | 'expired' | 'withdrawn' | 'answered_elsewhere';
export type DecisionOutcome = 'allow' | 'deny' | 'answer';

/** An answer to choose. */
export interface DecisionOption {
  label: string;
  description?: string;
}

/** What the agent gets. */
export interface DecisionAnswer {
  /** The reason of a rejection, or a comment. */
  message?: string;
  /** Replaces the input of the tool call, or the plan. */
  input?: JsonObject;
  /** The answer to a question; by question if there are several. */
  answers?: Json;
}

/** A request for a decision of a person. A step that awaits approval has the kind step and the id `<plan id>:<step number>`. */
export interface Decision {
  id: string;
  user_id: string;
  plan_id: string;
  step_number: number | null;
  /** Equal for the same request when it is sent again; null for a step. */
  decision_key: string | null;
  kind: DecisionKind | 'step';
  /** What is asked, in one line. */
  question: string;
  /** { tool, input } of a call, { plan } of a plan, { questions } of a question, { action } of a step. */
  request: JsonObject;
  options: DecisionOption[];
  /** SHA-256 of what was asked; of a step its graph_hash. */
  hash: string | null;
  asked_by: string | null;
  asked_at: string;
  deadline_at: string | null;
  held_until: string | null;
  status: DecisionStatus;
  outcome: DecisionOutcome | null;
  answer: DecisionAnswer;
  decided_by: string | null;
  closed_at: string | null;
  delivered_at: string | null;
  /** The message that carries the decision, if no request of the agent waited. */
  message_id: string | null;
}

/** A decision with its task and plan. */
export interface PlacedDecision extends Decision {
  task_id: string;
  task_title: string;
  plan_type: string;
  plan_status: string;
  /** The steps that wait for the approval of a step or plan. */
  unlocks: number[];
  /** The coding agent, and the folder of its project, if the plan is a captured run. */
  client: string | null;
  project: string | null;
}

export interface AskInput {
  plan_id: string;
  question: string;
  /** question by default. */
  kind?: DecisionKind;
  /** A text is an option with this label. */
  options?: (DecisionOption | string)[];
  request?: JsonObject;
  step_number?: number;
  /** After these seconds the request expires. Nothing is allowed by it. */
  deadline_seconds?: number;
  /** The same key returns the same decision. Without one, the same open question does. */
  decision_key?: string;
  agent_name?: string;
}

export interface DecideOptions extends DecisionAnswer {
  /** The hash of what was read. A plan needs it. */
  hash?: string;
}

export interface ListDecisionsQuery {
  /** open by default; all for both. */
  status?: 'open' | 'closed' | 'all';
  plan_id?: string;
  /** 1 to 500; 100 by default. */
  limit?: number;
}

/** Asks a person and returns the request; throws not_found, or conflict if the plan has 100 open ones. */
export async function ask(db: AgentExecutionClient, input: AskInput): Promise<Decision> {
  return call(db, 'agent_ask', input);
}

/** Returns what waits for a person, oldest first; closed decisions newest first. */
export async function listDecisions(
  db: AgentExecutionClient,
  { status = 'open', plan_id, limit }: ListDecisionsQuery = {},
): Promise<PlacedDecision[]> {
  const wanted = status === 'all' ? null : status;
  // The generated type does not say that null is possible.
  return call(db, 'agent_list_decisions', { status: wanted as never, plan_id, max_rows: limit });
}

/** Throws not_found. */
export async function getDecision(db: AgentExecutionClient, decisionId: string): Promise<PlacedDecision> {
  return call(db, 'agent_get_decision', { decision_id: decisionId });
}

/**
 * Decides an open request. A rejection needs a message. Throws forbidden for a key without the scope approve, and conflict if it is no
 * longer open, or if the hash is not that of the request.
 */
export async function decide(
  db: AgentExecutionClient,
  decisionId: string,
  outcome: DecisionOutcome,
  options: DecideOptions = {},
): Promise<Decision> {
  const { message, input, answers, hash } = options;
  return call(db, 'agent_decide', { decision_id: decisionId, outcome, message, input, answers, hash });
}

/** Withdraws a request that is no longer needed; throws not_found, or conflict if it was decided or has expired. */
export async function withdrawDecision(
  db: AgentExecutionClient,
  decisionId: string,
  reason?: string,
): Promise<Decision> {
  return call(db, 'agent_withdraw_decision', { decision_id: decisionId, reason });
}

/**
 * Returns a decision for the agent that asked; a decision then counts as delivered. `waitSeconds`, up to 60, is how long the caller is
 * going to wait: until then the agent gets no message. `isLost` says that the agent did not get the last response: a decision in it becomes a
 * message. Throws not_found.
 */
export async function takeDecision(
  db: AgentExecutionClient,
  decisionId: string,
  waitSeconds = 0,
  isLost = false,
): Promise<Decision> {
  return call(db, 'agent_await_decision', {
    decision_id: decisionId,
    wait_seconds: waitSeconds,
    is_lost: isLost,
  });
}

const POLL_INTERVAL_MS = 1000;

/** Returns a decision once it is closed, or as it is after `waitSeconds`, 60 at most. Throws not_found. */
export async function awaitDecision(
  db: AgentExecutionClient,
  decisionId: string,
  waitSeconds = 60,
): Promise<Decision> {
  const until = Date.now() + waitSeconds * 1000;
  for (;;) {
    const left = Math.max(0, until - Date.now());
    const decision = await takeDecision(db, decisionId, left / 1000);
    if (decision.status !== 'open' || left === 0) return decision;
    await new Promise((resolve) => setTimeout(resolve, Math.min(POLL_INTERVAL_MS, left)));
  }
}

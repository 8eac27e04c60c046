/**
 * What the projector asks of the database (supabase/schema/capture/commands.sql). Plans and steps have keys of the session: `main` is
 * the plan of the session, `subagent:<id>` that of a subagent.
 */
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import type { Decision } from '@/lib/agent-execution/decisions';
import type { CapturedRow } from '../captured-row';
import type { ContextFact } from '../facts';

/** Stands for the time of an event of the past that has none. */
export const UNKNOWN_TIME = 'unknown';

export interface NewStep {
  key: string;
  action: string;
  description: string;
  requires_approval?: true;
}

export interface StepPlace {
  plan: string;
  step: string;
}

/** Creates the plan of the session with its task, or a sub-plan of a step. */
export interface CreateCommand {
  do: 'create';
  plan: string;
  plan_type: string;
  step: NewStep & { max_attempts: number };
  task?: { title: string };
  parent?: StepPlace;
  metadata?: JsonObject;
}

export interface AddCommand {
  do: 'add';
  plan: string;
  step: NewStep & { max_attempts: number; depends_on: [] };
}

/** Writes a new version with more steps, or with other dependencies. */
export interface ReviseCommand {
  do: 'revise';
  plan: string;
  reason: string;
  /** `after` has the keys of the steps to wait for. */
  add: (NewStep & { after: string[] })[];
  after: Record<string, string[]>;
}

export type CapturedMove =
  | 'start_step'
  | 'complete_step'
  | 'skip_step'
  | 'block'
  | 'reopen_step'
  | 'release_step'
  | 'approve_step';

export interface MoveCommand extends StepPlace {
  do: 'move';
  move: CapturedMove;
  description?: string;
  result?: JsonObject;
  error_message?: string;
  lease_seconds?: number;
  /** The agent whose step it is, if that is not the client. */
  owner?: string;
}

export interface RenewCommand extends StepPlace {
  do: 'renew';
  owner?: string;
  lease_seconds: number;
}

export interface LogCommand {
  do: 'log';
  plan: string;
  step?: string;
  row: CapturedRow;
}

export interface ContextCommand {
  do: 'context';
  plan: string;
  entry: ContextFact['entry'];
}

export interface UsageCommand {
  do: 'usage';
  plan: string;
  step?: string;
  usage: {
    usage_key: string;
    model: string;
    agent?: string;
    input_tokens?: number;
    output_tokens?: number;
    cached_tokens?: number;
    cache_write_tokens?: number;
    reasoning_tokens?: number;
    cost_usd?: number;
    /** When the call happened; 'unknown' for a call of the past without a time. Now by default. */
    occurred_at?: string;
  };
}

/** Asks a person. */
export interface AskCommand {
  do: 'ask';
  plan: string;
  step: string;
  asked: { decision_key: string } & Pick<Decision, 'kind' | 'question' | 'request' | 'options'>;
}

/** Ends a request of a person, if it is open. */
export interface CloseCommand {
  do: 'close';
  plan: string;
  step: string;
  decision_key: string;
  status: 'answered_elsewhere';
  reason: string;
}

/**
 * `event` names the event of the client, for the problem if the command is refused. `at` says when it happened, ISO 8601, or 'unknown';
 * without it the rows of the command happen when they are written. A row and usage have it themselves.
 */
export type Command = { event?: string; at?: string } & (
  | CreateCommand
  | AddCommand
  | ReviseCommand
  | MoveCommand
  | RenewCommand
  | LogCommand
  | ContextCommand
  | UsageCommand
  | AskCommand
  | CloseCommand
);

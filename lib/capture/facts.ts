/**
 * What happens in a run of a coding agent, in words that all clients share. The module of a client derives facts from its events
 * (`clients/`), and `session/` turns facts into the commands that write steps, log rows, context and usage.
 *
 * A turn is what one prompt of a person causes. Clients that do not name their turns omit `turn`: the newest one is meant. `subagent` is the
 * id of a subagent; a fact without it belongs to the main agent.
 */
import type { JsonObject, SetContextInput } from '@/lib/agent-execution/agent-execution.types';
import type { DecisionKind, DecisionOption } from '@/lib/agent-execution/decisions';
import type { CapturedRow } from './captured-row';

/** What is known of a session. Later values replace earlier ones. */
export interface SessionFact {
  kind: 'session';
  /** The working directory, as an absolute path. */
  cwd?: string;
  branch?: string;
  model?: string;
  client_version?: string;
  /** The session had ended and continues. */
  is_resumed?: boolean;
}

/** A person asked for something: a step. */
export interface PromptFact {
  kind: 'prompt';
  turn?: string;
  text: string;
  /** The client does not send the text, so it cannot be compared with another prompt. */
  is_hidden?: boolean;
}

/** A tool call began. It renews the lease, and the page shows what the agent does now. */
export interface CallFact {
  kind: 'call';
  turn?: string;
  subagent?: string;
  /** Its id; of clients without ids, the tool and a hash of its input. */
  call: string;
  tool: string;
  /** That of its row to come. */
  action_type: string;
  /** One line, such as a command or a path. */
  target: string;
  /** If the call starts a subagent: what it is for, and its type. */
  starts_subagent?: { description: string; type?: string };
}

/** A tool call ended. */
export interface ResultFact {
  kind: 'result';
  turn?: string;
  subagent?: string;
  call: string;
  row: CapturedRow;
  /** The other source, hooks or telemetry, says more about the same call, so its report is awaited for a while. */
  is_partial?: boolean;
}

/** A row for the log that is not a tool call: a compaction, a question, a notification. */
export interface NoteFact {
  kind: 'note';
  turn?: string;
  subagent?: string;
  /** The turn does not begin with a prompt of a person: it continues the turn before it, such as when a background task has ended. */
  is_continuation?: boolean;
  row: CapturedRow;
}

export type TodoStatus = 'pending' | 'in_progress' | 'completed' | 'deleted';

/** A todo, which is one item of the agent's list, changed. Omitted fields keep their values. */
export interface TodoFact {
  kind: 'todo';
  turn?: string;
  /** Unique in the session. */
  id: string;
  text?: string;
  status?: TodoStatus;
  /** The agent that works on it, such as a teammate. */
  owner?: string;
  /** Ids of todos that it waits for, in addition to those known. */
  blocked_by?: string[];
}

/** The agent wrote its whole list. Its todos are identified by their text; a missing one is skipped. */
export interface TodoListFact {
  kind: 'todo_list';
  turn?: string;
  todos: { text: string; status: Exclude<TodoStatus, 'deleted'> }[];
  /** The list that it replaces, where the client says so. It orders lists that arrive out of order. */
  before?: { text: string; status: string }[];
}

/** A plan that the agent wrote, and asks a person to approve. */
export interface ProposedPlan {
  title: string;
  /** One line each, without repetitions. */
  steps: string[];
  /** Names the text that a person approves. */
  hash: string;
}

/** The agent asks for approval of its plan. Until then it does not work. */
export interface ProposalFact {
  kind: 'proposal';
  turn?: string;
  call: string;
  plan: ProposedPlan;
}

/** A person approved or refused a plan in the client. */
export interface ProposalAnswerFact {
  kind: 'proposal_answer';
  turn?: string;
  call: string;
  /** As it was approved, if the client says so: the person may have changed it. */
  plan?: ProposedPlan;
  /** Why it was refused. Without it, it was approved. */
  refusal?: string;
}

/** The agent asks a person, and waits. */
export interface RequestFact {
  kind: 'request';
  turn?: string;
  subagent?: string;
  decision: DecisionKind;
  /** One line. */
  question: string;
  /** { tool, input } of a call, with { plan } or { questions } besides. */
  request: JsonObject;
  options: DecisionOption[];
  /** The id of the call that waits, if the client names it. */
  call?: string;
  /** Those of the call that waits. */
  tool: string;
  action_type: string;
  target: string;
}

/** A person answered a request in the client. */
export interface RequestEndFact {
  kind: 'request_end';
  /** That of the event that asked. */
  key: string;
  is_refused?: boolean;
}

/** A subagent began. */
export interface SubagentFact {
  kind: 'subagent';
  turn?: string;
  subagent: string;
  /** Such as Explore. */
  type?: string;
  /** What it is for. Without it, the call that started it says so. */
  description?: string;
  /** The subagent that started it; the main agent by default. */
  parent?: string;
}

export interface SubagentEndFact {
  kind: 'subagent_end';
  subagent: string;
  result?: string;
  error?: string;
}

/** A message of the agent. The last one of a turn is its result, if the end of the turn has none. */
export interface MessageFact {
  kind: 'message';
  turn?: string;
  text: string;
}

/** The agent finished a turn. While tasks that it started run in the background, the turn waits. */
export interface TurnEndFact {
  kind: 'turn_end';
  turn?: string;
  /** The last message. */
  result?: string;
  /** Ids of the tasks that run in the background. */
  waits_for?: string[];
}

/** A turn failed, such as on an error of the model's API. */
export interface TurnFailureFact {
  kind: 'turn_failure';
  turn?: string;
  error: string;
}

/** Something worth remembering: a summary, a final message, a plan. */
export interface ContextFact {
  kind: 'context';
  entry: Pick<SetContextInput, 'context_type' | 'context_key' | 'context_value'>;
}

/** Tokens and cost of one call of a model. */
export interface UsageFact {
  kind: 'usage';
  /** Unique in the session: the same usage may arrive twice. */
  id: string;
  turn?: string;
  subagent?: string;
  model: string;
  input_tokens?: number;
  output_tokens?: number;
  /** Part of the input that was read from the cache. */
  cached_tokens?: number;
  /** Part of the input that was written to the cache. */
  cache_write_tokens?: number;
  /** Part of the output. */
  reasoning_tokens?: number;
  /** Without it, the price table computes it. */
  cost_usd?: number;
}

/** The session ended. */
export interface EndFact {
  kind: 'end';
  reason?: string;
}

/** Hooks and telemetry may report the same; session/sources.ts joins both. A fact without a source comes from a hook. */
interface Sourced {
  source?: 'telemetry';
}

export type Fact = Sourced &
  (
    | SessionFact
    | PromptFact
    | CallFact
    | ResultFact
    | NoteFact
    | TodoFact
    | TodoListFact
    | ProposalFact
    | ProposalAnswerFact
    | RequestFact
    | RequestEndFact
    | SubagentFact
    | SubagentEndFact
    | MessageFact
    | TurnEndFact
    | TurnFailureFact
    | ContextFact
    | UsageFact
    | EndFact
  );

/** What the functions of the database return to the capture of runs. tests/rpc-results.test.ts compares this map with the contracts. */
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { createCall } from '@/lib/agent-execution/call';
import type { Decision } from '@/lib/agent-execution/decisions';
import type { DeliveredMessage } from '@/lib/agent-execution/messages';
import type { ActiveKey } from '@/lib/auth/agent-token';
import type { DropRule } from './redaction/drop-rules';
import type { PastCall, ProjectDecisionRules } from './rules/decision-rules';
import type { SessionState } from './session/state';

/** A row of the connector log. */
export interface CaptureProblem {
  client: string;
  session: string | null;
  event: string | null;
  message: string;
  created_at: string;
}

/** What is not stored of captured runs in a folder and below; '' stands for all folders. */
export interface ProjectRules {
  project: string;
  rules: DropRule[];
}

export interface CapturedSession {
  id: string;
  client: string;
  session: string;
  version: number;
  /** The database's time of the read. */
  as_of: string;
  /** What the projector stored; {} before the first projection. */
  state: JsonObject;
  /** The statuses of the steps by plan and step, after the moves that the database holds. */
  statuses: SessionState['plans'];
  /** A move that was held, such as while the plan was paused, can be made now. */
  has_released_move: boolean;
  /** The plan of the session was deleted. */
  is_deleted: boolean;
  /** The first pending events. */
  events: {
    id: number;
    event: string;
    key: string;
    payload: JsonObject;
    occurred_at: string | null;
    age_ms: number;
  }[];
  /** These are all pending events. */
  is_last: boolean;
}

/** A session that an import opened. */
export interface OpenPastRun extends Omit<CapturedSession, 'events' | 'is_last'> {
  /** Hooks of the client sent events of it. */
  has_events: boolean;
}

/** Whether the context of a folder reaches its captured runs; '' stands for all folders. */
export interface MemoryProject {
  project: string;
  is_on: boolean;
}

/** A context entry that a captured run receives as memory. */
export interface MemoryEntry {
  id: string;
  context_type: string;
  context_key: string;
  /** The first 4,000 characters. */
  context_value: string;
  updated_at: string;
  score: number;
}

interface StoredEvents {
  received: number;
  added: number;
  /** The added events. */
  event_ids: number[];
  sessions: string[];
  has_old_rules: boolean;
  /** A session has messages to its agent. */
  has_messages: boolean;
}

export interface CaptureResults {
  agent_capture_events: StoredEvents;
  agent_capture_by_key: { identity: ActiveKey; stored: StoredEvents } | null;
  agent_take_captured_messages: DeliveredMessage[];
  agent_project_memory: MemoryEntry[];
  agent_give_memory: number;
  agent_list_memory_projects: MemoryProject[];
  agent_save_memory_project: MemoryProject[];
  agent_list_drop_rules: ProjectRules[];
  agent_save_drop_rules: ProjectRules[];
  agent_list_decision_rules: ProjectDecisionRules[];
  agent_save_decision_rules: ProjectDecisionRules[];
  agent_past_calls: PastCall[];
  agent_read_drop_rules: {
    version: number;
    projects: ProjectRules[];
    decisions: ProjectDecisionRules[];
    sessions: { client: string; session: string; cwd: string }[];
  };
  agent_log_capture_problem: number;
  agent_list_capture_problems: CaptureProblem[];
  agent_read_captured: CapturedSession | null;
  agent_project_captured: { version: number; problems: { event: string | null; message: string }[] };
  agent_open_past_run: OpenPastRun;
  agent_repeat_request: string | null;
  agent_await_captured_decision: Decision | null;
}

export const call = createCall<CaptureResults>();

/** What the projector knows of a session between events. It is stored with the session, so it is plain JSON. */
import type { Activity, JsonObject, StepStatus } from '@/lib/agent-execution/agent-execution.types';
import type { TodoListFact } from '../facts';

export interface OpenCall {
  tool: string;
  action_type: string;
  target: string;
  subagent?: string;
  /** When it began, or arrived if the client gives no time, in milliseconds since 1970. */
  at: number;
  /** If it starts a subagent that has not begun yet. */
  starts?: Purpose;
}

/** What a subagent is for, and its type. */
export interface Purpose {
  description: string;
  type?: string;
}

export interface SessionState {
  cwd?: string;
  branch?: string;
  model?: string;
  client_version?: string;
  /** Statuses of the steps, by plan and step. */
  plans: Record<string, Record<string, StepStatus>>;
  /** Steps of the turns in order. */
  turns: string[];
  /** Turns that continue another one, such as when a background task ends: the step of that one, by the key of a step of their own. */
  continued: Record<string, string>;
  calls: Record<string, OpenCall>;
  /** What calls that have ended started in the background, for subagents that have not begun yet. */
  launched: Purpose[];
  /** What each agent does, by its plan. The database returns it with the lease (supabase/schema/leases/activities.sql). */
  activities: Record<string, Activity>;
  /** What the agent asks a person and waits for, by the key of the event: the step, and the open call that waits. */
  asked: Record<string, { plan: string; step: string; call?: string; subagent?: string }>;
  /** The items of the list on which the agent worked, in order: from when, and in which turn. See focus.ts. */
  focus: { at: number; turn: string; step?: string }[];
  /** The agents that work on todos, by step. */
  owners: Record<string, string>;
  /** What the todos wait for, by step. */
  waits: Record<string, string[]>;
  /** The steps of the plans that the agent proposed, by gate. */
  proposals: Record<string, string[]>;
  /** The newest message of the agent: its turn, and the text. */
  message?: { step: string; text: string };
  /** Turns that wait for tasks in the background, by step: the ids of the tasks, and the final message. */
  waiting: Record<string, { tasks: string[]; result?: string }>;
  /** Whole lists by hash, in order of arrival: how often each was written, and how often another list replaced it. */
  todo_lists: Record<
    string,
    { written: number; replaced: number; todos: TodoListFact['todos']; at?: number }
  >;
  /** Leases by `plan/step`: their length and when they were renewed last, in milliseconds since 1970. */
  leases: Record<string, { seconds: number; at: number }>;
  /** The newest failure, and how often it came in a row. */
  failure?: { what: string; times: number };
  /** The newest test command of each turn that failed, by step. */
  failed_tests: Record<string, string>;
  /** Claims of turns that tests pass, by step, until they are disputed: a test that failed may become known later. */
  claims: Record<string, string>;
  /** Steps that were open when the session ended. A late event may still say how they ended. */
  settled: string[];
  /** The reason of the end, once the session has ended. */
  ended?: string;
  /** Whether hooks report prompts, and whether telemetry reports anything; false after a wait without a report. See sources.ts. */
  hooks?: boolean;
  telemetry?: boolean;
  /** How much more often hooks than telemetry reported a call or usage, by key; negative if telemetry is ahead. */
  reported: Record<string, number>;
  /** Prompts that one source reported and the other did not yet: the step, and a hash of the text; '' for a hidden one. */
  prompts: { step: string; text: string; source?: 'telemetry' }[];
  /** When the turns began, by step, in milliseconds since 1970. */
  began: Record<string, number>;
  /** How far an import has come, if the session was imported. */
  imported?: ImportProgress;
}

/** How far an import of a past run has come. */
export interface ImportProgress {
  /** The line of each file at which the import resumes. */
  lines: Record<string, number>;
  /** All rows were read. The files may grow later. */
  is_complete: boolean;
  /** The rows are those of an agent, and not of a list of tasks. Then the agent is the actor of what is imported. */
  is_run?: true;
  /** When the run began, ISO 8601, if its rows say so. */
  began_at?: string;
  /** When its newest event happened, ISO 8601. */
  last_at?: string;
  /** What the reader of the files keeps between rows. */
  reader: JsonObject;
}

export function emptyState(): SessionState {
  return {
    plans: {},
    turns: [],
    continued: {},
    calls: {},
    launched: [],
    asked: {},
    activities: {},
    focus: [],
    owners: {},
    waits: {},
    proposals: {},
    waiting: {},
    todo_lists: {},
    leases: {},
    failed_tests: {},
    claims: {},
    settled: [],
    reported: {},
    prompts: [],
    began: {},
  };
}

/** Returns a copy of the state as an earlier projection stored it; a new session has none. */
export function readState(stored: Partial<SessionState> | JsonObject): SessionState {
  return { ...emptyState(), ...structuredClone(stored as Partial<SessionState>) }; // only a projection writes it
}

/** What the reader of transcripts of Claude Code keeps between rows. */
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import type { UsageFact } from '../facts';
import type { Clean } from './past-event';

export interface OpenToolUse {
  tool: string;
  input: JsonObject;
  /** When it began, ISO 8601. */
  at?: string;
  /** The subagent that made the call. */
  agent?: string;
  /** The subagent that the call started. */
  starts?: string;
}

/** A prompt of a person that has no response yet. Commands of the terminal itself get none. */
interface OpenPrompt {
  turn: string;
  text: string;
  source?: string;
  at?: string;
}

export interface TranscriptState {
  turn?: string;
  prompt?: OpenPrompt;
  /** Calls without a result, by their id. */
  calls: Record<string, OpenToolUse>;
  /** The newest message of the main agent, if the turn can end with it. */
  message?: { text: string; at?: string };
  /** The usage of the newest message, by agent. A message has a row for each of its parts, and the last row counts. */
  usage: Record<string, UsageFact>;
  /** Subagents that have begun, with their newest row. */
  agents: Record<string, string>;
  /** The session as last reported. */
  about: JsonObject;
  cwd?: string;
}

export function beginTranscript(): TranscriptState {
  return { calls: {}, usage: {}, agents: {}, about: {} };
}

/** Cleans the texts of what is still open. */
export function sealTranscript(state: TranscriptState, clean: Clean): void {
  for (const call of Object.values(state.calls)) call.input = clean(call.input, call.tool);
  const { prompt, message } = state;
  if (prompt) prompt.text = String(clean({ prompt: prompt.text }).prompt);
  if (message) message.text = String(clean({ message: message.text }).message);
}

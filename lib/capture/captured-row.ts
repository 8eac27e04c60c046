import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';

/** A row for the log. */
export interface CapturedRow {
  /** read, edit, command, search, web, mcp, agent, todo, question, note or another short name. */
  action_type: string;
  /** One line: what was done to what. */
  description: string;
  /** A commit, a pull request or a file. */
  entity_id?: string;
  before_state?: JsonObject;
  after_state?: JsonObject;
  /** Why it failed. A row with it counts as a failure. */
  error_message?: string;
  metadata?: JsonObject;
}

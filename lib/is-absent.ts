import { AgentExecutionError } from './agent-execution/agent-execution.error';

/** Returns whether an error says that an id names nothing: it is unknown or malformed. */
export function isAbsent(error: unknown): boolean {
  return error instanceof AgentExecutionError && ['not_found', 'invalid_input'].includes(error.code);
}

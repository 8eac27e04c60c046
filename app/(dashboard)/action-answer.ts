/** What actions tell their page: nothing when all went well, else what happened and what to do. */
import { AgentExecutionError, errorOf } from '@/lib/agent-execution/agent-execution.error';

export interface ActionError {
  message: string;
  hint: string;
}

export interface ActionAnswer {
  error?: ActionError;
}

/** The error as told to a person; one that nobody foresaw is logged whole and told plainly. */
export function explainError(error: unknown): { error: ActionError } {
  if (error instanceof AgentExecutionError && error.code !== 'internal') {
    return { error: { message: error.message, hint: error.hint } };
  }
  console.error(error);
  const { message, hint } = errorOf('internal', 'Something went wrong on the server.');
  return { error: { message, hint } };
}

/** Returns the results of the command palette's search as lines with ids. */
import type { AgentExecutionClient } from '@/lib/agent-execution/agent-execution.types';
import { type Found, find } from '@/lib/dashboard/find';
import type { Budget } from './budget';
import { contextLine } from './rows';

type Noun = keyof Found;
type RowOf<N extends Noun> = Found[N][number];

const lineOf: { [N in Noun]: (row: RowOf<N>) => string } = {
  tasks: ({ id, title }) => `task ${id}: ${title}`,
  plans: ({ id, plan_type, state, task_title }) => `plan ${id} ${plan_type} ${state}: ${task_title}`,
  logs: ({ seq, action_type, description, plan_id }) =>
    `log #${seq} ${action_type}${description ? `: ${description}` : ''}${plan_id ? ` [plan ${plan_id}]` : ''}`,
  context: (entry) => `memory ${contextLine(entry)}`,
};

function linesFor<N extends Noun>(noun: N, rows: Found[N], budget: Budget): string[] {
  const list: RowOf<N>[] = rows; // a union of lists is a list of the union's rows
  return budget.takeAll(list, lineOf[noun], 0.2).map(lineOf[noun]);
}

/** Returns the best rows of each noun within the budget. They contain all words in any order; context is sorted by rank. */
export async function findLines(
  db: AgentExecutionClient,
  budget: Budget,
  query: string,
  maxRows: number,
  nouns: readonly Noun[] = ['tasks', 'plans', 'context', 'logs'],
): Promise<string[]> {
  const found = await find(db, query, maxRows);
  return nouns.flatMap((noun) => linesFor(noun, found[noun], budget));
}

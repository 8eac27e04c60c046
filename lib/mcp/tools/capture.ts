/** Shows what belongs to captured runs: the connector log, and what is not stored. */
import type { AgentExecutionClient } from '@/lib/agent-execution/agent-execution.types';
import { type CaptureProblem, call, type ProjectRules } from '@/lib/capture/results';
import { createBudget, linesOf } from '../budget';

interface Page {
  limit?: number;
  max_tokens?: number;
}

const problemLine = ({ created_at, client, session, event, message }: CaptureProblem) =>
  `${created_at} ${[client, session, event].filter(Boolean).join(' ')}: ${message}`;

function rulesLine({ project, rules }: ProjectRules): string {
  const named = rules.map((rule) => ('tool' in rule ? `tool ${rule.tool}` : `files ${rule.path_glob}`));
  return `${project || 'All projects'}: ${named.join(', ')}`;
}

/** Returns the newest rows of the connector log. */
export async function listProblems(db: AgentExecutionClient, { limit, max_tokens }: Page): Promise<string> {
  const [budget, rows] = await Promise.all([
    createBudget(max_tokens),
    call(db, 'agent_list_capture_problems', { max_rows: limit }),
  ]);
  const lines = budget.takeAll(rows, problemLine).map(problemLine);
  return linesOf(...(lines.length > 0 ? lines : ['The connector log is empty.']));
}

/** Returns what is not stored of captured runs, by project. */
export async function listCaptureRules(db: AgentExecutionClient, { max_tokens }: Page): Promise<string> {
  const [budget, rows] = await Promise.all([createBudget(max_tokens), call(db, 'agent_list_drop_rules')]);
  const lines = budget.takeAll(rows, rulesLine).map(rulesLine);
  return linesOf(...(lines.length > 0 ? lines : ['There are no rules: everything is stored.']));
}

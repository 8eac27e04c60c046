/** Tries a standing decision on the newest calls of the past, before it is saved. */
import type { AgentExecutionClient } from '@/lib/agent-execution/agent-execution.types';
import { isInside } from '../project-folder';
import { call } from '../results';
import { type DecisionRule, matchesRule, type PastCall } from '../rules/decision-rules';

const MAX_CALLS = 1000;
const MAX_MATCHES = 20;

export interface RuleTrial {
  /** How many calls the rule was tried on. */
  calls: number;
  matching: number;
  /** The newest ones. */
  matches: PastCall[];
}

export async function tryRule(
  db: AgentExecutionClient,
  rule: DecisionRule,
  project = '',
): Promise<RuleTrial> {
  const past = await call(db, 'agent_past_calls', { max_rows: MAX_CALLS });
  const calls = past.filter((made) => project === '' || isInside(made.project ?? '', project));
  const matches = calls.filter((made) => matchesRule(rule, made));
  return { calls: calls.length, matching: matches.length, matches: matches.slice(0, MAX_MATCHES) };
}

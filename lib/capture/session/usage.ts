/** Tokens and cost of model calls. */
import type { UsageFact } from '../facts';
import { fitUsage } from '../fit';
import { defined } from '../payload';
import type { Draft } from './draft';
import { locateWork } from './focus';

/** Adds tokens and cost to the step of the work or of the subagent. Without a cost, the database estimates it. */
export function addUsage(draft: Draft, sent: UsageFact): void {
  const { kind: _, id, turn, subagent, ...used } = fitUsage(sent);
  const usage = defined({ ...used, usage_key: id, agent: subagent });
  draft.emit({ do: 'usage', ...locateWork(draft, { turn, subagent }), usage });
}

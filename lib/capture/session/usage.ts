/** Tokens and cost of calls of models. */
import type { UsageFact } from '../facts';
import { fitUsage } from '../fit';
import { defined } from '../payload';
import type { Draft } from './draft';
import { estimateCost } from './prices';
import { locateFact } from './subagents';

/** Adds tokens and cost to the step of the session or of the subagent. */
export function addUsage(draft: Draft, sent: UsageFact): void {
  const { id, turn, subagent, cache_write_tokens, ...fact } = fitUsage(sent);
  const { kind: _, cost_usd, ...tokens } = fact;
  const estimated = cost_usd === undefined ? estimateCost({ ...tokens, cache_write_tokens }) : undefined;
  const usage = defined({
    ...tokens,
    usage_key: id,
    agent: subagent,
    cost_usd: cost_usd ?? estimated,
    is_estimated: estimated === undefined ? undefined : true,
  });
  draft.emit({ do: 'usage', ...locateFact(draft, { turn, subagent }), usage });
}

/** Which decisions may be made at once. */
import type { Decision } from '@/lib/agent-execution/decisions';
import { formatCount } from '@/lib/format/words';

type Asked = Pick<Decision, 'kind' | 'request'>;

const toolOf = ({ request }: Asked) => (typeof request.tool === 'string' ? request.tool : 'a tool');

/** Returns a key that similar decisions share: calls of the same tool, or steps. Null for plans and questions, which differ. */
export function alikeKey(decision: Asked): string | null {
  if (decision.kind === 'step') return 'step';
  return decision.kind === 'tool_call' ? `tool_call ${toolOf(decision)}` : null;
}

/** Returns `3 calls of Bash` or `2 steps`. */
export function alikeWords(decision: Asked, count: number): string {
  return decision.kind === 'step'
    ? formatCount(count, 'step')
    : `${formatCount(count, 'call')} of ${toolOf(decision)}`;
}

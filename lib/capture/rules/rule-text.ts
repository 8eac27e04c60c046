import type { DecisionRule } from './decision-rules';

/** Returns a rule in words, such as “deny command git push*”. */
export function ruleText({ effect, action, tool, pattern }: DecisionRule): string {
  return [effect, action, tool, pattern].filter((part) => part !== undefined).join(' ');
}

import type { DecisionRule } from './decision-rules';

/** Returns what a rule is about, such as “command git push*”. */
export function ruleSubject({ action, tool, pattern }: DecisionRule): string {
  return [action, tool, pattern].filter((part) => part !== undefined).join(' ');
}

/** Returns a rule in words, such as “deny command git push*”. */
export function ruleText(rule: DecisionRule): string {
  return `${rule.effect} ${ruleSubject(rule)}`;
}

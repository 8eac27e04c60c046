/** Returns a rule in words. */
import type { AutomationRule } from '@/lib/agent-execution/automation';

export const kindLabels: Record<AutomationRule['match_kind'], string> = {
  category: 'Category is',
  keyword: 'Title or description contains',
  default: 'Any task',
};

export function ruleWords({
  match_kind,
  match_value,
}: Pick<AutomationRule, 'match_kind' | 'match_value'>): string {
  return match_kind === 'default' ? kindLabels.default : `${kindLabels[match_kind]} “${match_value ?? ''}”`;
}

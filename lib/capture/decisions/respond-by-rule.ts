/** How a client reads a standing decision from the response to its hook. */
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import type { DecisionRule } from '../rules/decision-rules';
import { ruleText } from '../rules/rule-text';

/** Returns the response of a hook to whose call a rule applies; {} if the client does not read it. */
export function respondByRule(
  client: string,
  { hook_event_name }: JsonObject,
  isRead: boolean,
  rule: DecisionRule,
): JsonObject {
  const isAnswered = client === 'claude-code' || (client === 'codex' && isRead);
  if (!isAnswered) return {};
  const reason = `A rule of this project decides: ${ruleText(rule)}`;
  if (hook_event_name === 'PreToolUse')
    return {
      hookSpecificOutput: {
        hookEventName: hook_event_name,
        permissionDecision: rule.effect,
        permissionDecisionReason: reason,
      },
    };
  if (hook_event_name !== 'PermissionRequest') return {};
  const decision = rule.effect === 'allow' ? { behavior: 'allow' } : { behavior: 'deny', message: reason };
  return { hookSpecificOutput: { hookEventName: hook_event_name, decision } };
}

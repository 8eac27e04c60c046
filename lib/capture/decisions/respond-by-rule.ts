/** The response to a hook whose call a standing decision is about. */
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { eventName } from '../client-events';
import type { DecisionRule } from '../rules/decision-rules';
import { ruleText } from '../rules/rule-text';
import { ruleResponder } from './rule-dialects';

/** Returns the response of a hook to whose call a rule applies; {} if the client does not read it. */
export function respondByRule(client: string, payload: JsonObject, rule: DecisionRule): JsonObject {
  const respond = ruleResponder(client, eventName(payload), rule.effect);
  return respond?.(`A rule of this project decides: ${ruleText(rule)}`) ?? {};
}

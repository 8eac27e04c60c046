/** What a standing decision says about an event: it is stored with the event, becomes a row of the log, and is the response of the hook. */
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import type { Fact, NoteFact } from '../facts';
import { defined, firstLine, objectOf, textOf } from '../payload';
import { type DecisionRule, findRule, type ProjectDecisionRules, type RuledCall } from './decision-rules';
import { ruleText } from './rule-text';

/** The field of a stored event. No client sends it. */
const FIELD = 'agent_execution_rule';

/** The fields of an input that say what a call is about, the best one first. */
const SUBJECTS = [
  'command',
  'cmd',
  'script',
  'file_path',
  'path',
  'notebook_path',
  'url',
  'query',
  'pattern',
];

/** Returns the call that an event is about to make or asks for; undefined for any other event. */
function callOf(payload: JsonObject, facts: Fact[]): RuledCall | undefined {
  const fact = facts.find(
    ({ kind }) => kind === 'call' || (kind === 'request' && payload.tool_name !== undefined),
  );
  if (fact?.kind !== 'call' && fact?.kind !== 'request') return undefined;
  // Copilot CLI sends its arguments within the wrapping of its hook.
  const input = objectOf(payload.tool_input ?? objectOf(payload.input).toolArgs);
  const subject = SUBJECTS.flatMap((field) => textOf(input[field]) ?? [])[0] ?? fact.target;
  return { action: fact.action_type, tool: fact.tool, subject };
}

/** A call that begins is allowed by the client's own settings; a rule that allows only answers what the client asks. */
function applies({ effect }: DecisionRule, facts: Fact[]): boolean {
  const isRequest = facts.some(({ kind }) => kind === 'request');
  return isRequest ? effect !== 'ask' : effect !== 'allow';
}

/** Returns the rule that decides about the call of an event, as the client sent it. */
export function findEventRule(
  projects: ProjectDecisionRules[],
  folders: string[],
  payload: JsonObject,
  read: (payload: JsonObject) => Fact[],
): DecisionRule | undefined {
  if (projects.length === 0) return undefined;
  const facts = read(payload);
  const call = callOf(payload, facts);
  const rule = call && findRule(projects, folders, call);
  return rule && applies(rule, facts) ? rule : undefined;
}

/** Returns an event with its rule, and without one that it came with. */
export function withRule(payload: JsonObject, rule: DecisionRule | undefined): JsonObject {
  const { [FIELD]: _, ...event } = payload;
  return rule ? { ...event, [FIELD]: { ...rule } } : event;
}

/** Returns the rule that was found for a stored event. */
export function ruleOf(payload: JsonObject): DecisionRule | undefined {
  const { effect, action, tool, pattern } = objectOf(payload[FIELD]);
  if (effect !== 'ask' && effect !== 'allow' && effect !== 'deny') return undefined;
  return defined<DecisionRule>({
    effect,
    action: textOf(action),
    tool: textOf(tool),
    pattern: textOf(pattern),
  });
}

const VERBS = { ask: 'Asked because of a rule', allow: 'Allowed by a rule', deny: 'Denied by a rule' };

/** Returns the facts of an event with the row that says which rule was used. A request that a rule has decided asks nobody. */
export function withRuleRow(payload: JsonObject, facts: Fact[]): Fact[] {
  const rule = ruleOf(payload);
  if (rule === undefined) return facts;
  return facts.flatMap((fact): Fact[] => {
    if (fact.kind !== 'call' && fact.kind !== 'request') return [fact];
    const { tool, target, turn, subagent } = fact;
    const row: NoteFact = defined({
      kind: 'note',
      turn,
      subagent,
      row: {
        action_type: 'rule',
        description: firstLine(`${VERBS[rule.effect]}: ${tool} ${target}`, 300),
        metadata: { tool, rule: ruleText(rule) },
      },
    });
    return fact.kind === 'request' ? [row] : [fact, row];
  });
}

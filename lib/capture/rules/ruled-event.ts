/** What a standing decision says about an event: it is stored with the event, becomes a row of the log, and is the response of the hook. */
import type { Json, JsonObject } from '@/lib/agent-execution/agent-execution.types';
import type { Fact, NoteFact } from '../facts';
import { defined, firstLine, objectOf, textOf } from '../payload';
import { patchedPaths } from '../text/apply-patch';
import {
  type DecisionRule,
  findRule,
  type ProjectDecisionRules,
  type RuledCall,
  strictest,
} from './decision-rules';
import { ruleText } from './rule-text';

/** The field of a stored event. No client sends it. */
const FIELD = 'agent_execution_rule';

const FILES = ['file_path', 'path', 'notebook_path', 'target_file', 'filePath', 'absolute_path', 'dir_path'];
const COMMANDS = ['command', 'cmd', 'script', 'code', 'input'];
const PATCHES = ['command', 'input', 'patch'];
/** The fields of any other input that say what a call is about, the best one first. */
const SUBJECTS = ['url', 'path', 'file_path', 'query', 'pattern', 'command', 'cmd', 'script'];

/** Returns a text, or the words of a command that is a list. */
function wordsOf(value: Json | undefined): string | undefined {
  if (!Array.isArray(value)) return textOf(value);
  return value.map((word) => (/\s/.test(String(word)) ? `'${String(word)}'` : String(word))).join(' ');
}

/**
 * Returns what a call is about. The fields are those that its tool reads: a path beside a command decides nothing. A patch may change
 * several files, and a tool may read any of several fields.
 */
function subjectsOf(action: string, input: JsonObject): string[] {
  const texts = (fields: string[]) => fields.flatMap((field) => wordsOf(input[field]) ?? []);
  if (action === 'command') return texts(COMMANDS);
  if (action !== 'read' && action !== 'edit') return texts(SUBJECTS).slice(0, 1);
  const files = texts(FILES);
  return files.length > 0 ? files : texts(PATCHES).flatMap(patchedPaths);
}

/** Returns the input of a call. Copilot CLI and the plugin of OpenCode send it within a wrapping. */
const inputOf = ({ tool_input, input, output }: JsonObject): JsonObject =>
  objectOf(tool_input ?? objectOf(input).toolArgs ?? objectOf(output).args);

/** Returns the calls that an event is about to make or asks for, one for each subject; [] for any other event. */
function callsOf(payload: JsonObject, facts: Fact[]): RuledCall[] {
  const fact = facts.find(({ kind }) => kind === 'call' || kind === 'request');
  if (fact?.kind !== 'call' && fact?.kind !== 'request') return [];
  const input = inputOf(payload);
  // A request without its input does not show what it is about.
  if (fact.kind === 'request' && Object.keys(input).length === 0) return [];
  const subjects = subjectsOf(fact.action_type, input);
  return (subjects.length > 0 ? subjects : [fact.target]).map((subject) => ({
    action: fact.action_type,
    tool: fact.tool,
    subject,
  }));
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
  const found = callsOf(payload, facts).map((call) => findRule(projects, folders, call));
  const rules = found.filter((rule) => rule !== undefined);
  // To allow a call, a rule must allow everything that it is about.
  const rule = strictest(rules);
  if (rule?.effect === 'allow' && rules.length < found.length) return undefined;
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

/** Returns the facts of an event with the row that says which rule was used. A request that a rule has decided asks no person. */
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

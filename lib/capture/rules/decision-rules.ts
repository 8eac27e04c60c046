/**
 * Standing decisions of a person about tool calls: always ask, allow, deny. Of the rules that match, the strictest one counts: deny before
 * ask before allow.
 */
import { matchesGlob } from 'node:path';
import { isInside } from '../project-folder';
import { matchesPath } from '../redaction/drop-rules';
import { hasSubstitution, splitCommand } from './split-command';

export interface DecisionRule {
  effect: 'ask' | 'allow' | 'deny';
  /** The kind of the call, that of its log row: read, edit, command, search, web, mcp, agent and others. */
  action?: string;
  /** A glob over the name of the tool. */
  tool?: string;
  /** A glob over the command, the path or the address. A star stands for any characters. */
  pattern?: string;
}

/** The rules of a folder and those below; '' stands for all folders. */
export interface ProjectDecisionRules {
  project: string;
  rules: DecisionRule[];
}

/** A tool call, as rules see it. */
export interface RuledCall {
  action: string;
  tool: string;
  /** The whole command, the path or the address. */
  subject: string;
}

/** A tool call of the past. */
export interface PastCall extends RuledCall {
  seq: number;
  plan_id: string;
  description: string;
  /** The folder of its run, if known. */
  project: string | null;
  created_at: string;
}

const STRICTEST: DecisionRule['effect'][] = ['deny', 'ask', 'allow'];

/** Returns whether a text as a whole matches a glob, in which a star also stands for slashes and line breaks. */
function matchesText(text: string, glob: string): boolean {
  const source = glob.replace(/[.+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll('*', '.*');
  return new RegExp(`^${source}$`, 's').test(text.trim());
}

/**
 * Returns whether a command matches. To deny or to ask, one of its parts is enough, or the whole. To allow, every part must match, and a
 * command whose parts only the shell knows is not allowed.
 */
function matchesCommand(command: string, glob: string, effect: DecisionRule['effect']): boolean {
  const parts = splitCommand(command);
  if (effect !== 'allow') return [command, ...parts].some((part) => matchesText(part, glob));
  return parts.length > 0 && !hasSubstitution(command) && parts.every((part) => matchesText(part, glob));
}

function matchesPattern(
  { action, subject }: RuledCall,
  glob: string,
  effect: DecisionRule['effect'],
): boolean {
  if (action === 'command') return matchesCommand(subject, glob, effect);
  const isFile = action === 'read' || action === 'edit';
  // A path with .. may lead anywhere.
  if (isFile && effect === 'allow' && subject.split(/[\\/]/).includes('..')) return false;
  return matchesText(subject, glob) || (isFile && matchesPath(subject, glob));
}

/** Returns whether a rule is about a call. */
export function matchesRule({ effect, action, tool, pattern }: DecisionRule, call: RuledCall): boolean {
  return (
    (action === undefined || action === call.action) &&
    (tool === undefined || matchesGlob(call.tool, tool)) &&
    (pattern === undefined || matchesPattern(call, pattern, effect))
  );
}

/** Returns the rule that decides about a call of a run in these folders; undefined if none does. */
export function findRule(
  projects: ProjectDecisionRules[],
  folders: string[],
  call: RuledCall,
): DecisionRule | undefined {
  const rules = projects
    .filter(({ project }) => project === '' || folders.some((folder) => isInside(folder, project)))
    .flatMap((project) => project.rules)
    .filter((rule) => matchesRule(rule, call));
  return STRICTEST.flatMap((effect) => rules.find((rule) => rule.effect === effect) ?? [])[0];
}

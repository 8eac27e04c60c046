/**
 * Standing decisions of a person about tool calls: always ask, allow, deny. The strictest matching rule applies: deny before ask before
 * allow.
 */
import { matchesGlob, posix } from 'node:path';
import { isInside } from '../project-folder';
import { matchesPath } from '../redaction/drop-rules';
import { readCommand } from './command-readings';
import { matchesText } from './match-text';
import { hidesCommands, splitCommand } from './split-command';

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

/** No system has longer paths. */
const MAX_PATH_LENGTH = 4096;

const STRICTEST: DecisionRule['effect'][] = ['deny', 'ask', 'allow'];

/** Each of up to 100 rules of a project asks for the readings of the same call. */
const readings = new WeakMap<RuledCall, string[]>();

function readingsOf(call: RuledCall): string[] {
  const found = readings.get(call) ?? readCommand(call.subject);
  readings.set(call, found);
  return found;
}

/**
 * Returns whether a command matches. To deny or to ask, one of its readings is enough. To allow, every part must match as it is written, and
 * a command whose parts only the shell knows is not allowed.
 */
function matchesCommand(call: RuledCall, glob: string, effect: DecisionRule['effect']): boolean {
  const command = call.subject;
  if (effect !== 'allow') return readingsOf(call).some((part) => matchesLoosely(part, glob));
  const parts = splitCommand(command, true);
  return parts.length > 0 && !hidesCommands(command) && parts.every((part) => matchesText(part, glob));
}

/** To deny or to ask, upper and lower case are equal, as they are to the file systems of macOS and Windows. */
const matchesLoosely = (text: string, glob: string) =>
  matchesText(text.trim().toLowerCase(), glob.trim().toLowerCase());

/** The program of a glob with many stars takes very long. */
const hasManyStars = (glob: string) => glob.split(/[/*]{2}|\//).some((part) => part.split('*').length > 4);

/** Returns whether a glob names a path. With many stars, a star may also stand for slashes. */
function namesPath(path: string, glob: string): boolean {
  if (path.length > MAX_PATH_LENGTH) return false;
  if (hasManyStars(glob)) return matchesText(path.split(/[\\/]/).at(-1) ?? '', glob);
  return matchesPath(path, glob);
}

/** Returns whether a file matches. A path with .. may lead anywhere, so it is followed to deny or to ask, and never allowed. */
function matchesFile(path: string, glob: string, effect: DecisionRule['effect'], folders: string[]): boolean {
  const slashed = path.trim().replaceAll('\\', '/');
  if (effect === 'allow')
    return !slashed.split('/').includes('..') && (matchesText(path.trim(), glob) || namesPath(path, glob));
  const readings = [
    slashed,
    posix.normalize(slashed),
    ...folders.map((folder) => posix.resolve(folder, slashed)),
  ];
  return [...new Set(readings)].some(
    (reading) => matchesLoosely(reading, glob) || namesPath(reading.toLowerCase(), glob.trim().toLowerCase()),
  );
}

function matchesPattern(
  call: RuledCall,
  glob: string,
  effect: DecisionRule['effect'],
  folders: string[],
): boolean {
  const { action, subject } = call;
  if (action === 'command') return matchesCommand(call, glob, effect);
  if (action === 'read' || action === 'edit') return matchesFile(subject, glob, effect, folders);
  return effect === 'allow' ? matchesText(subject.trim(), glob) : matchesLoosely(subject, glob);
}

/** Names of tools are short; a longer one has no braces or brackets that count. */
const MAX_TOOL_LENGTH = 100;

function matchesTool(tool: string, glob: string): boolean {
  return (
    matchesText(tool, glob) ||
    (tool.length <= MAX_TOOL_LENGTH && /[{[?(]/.test(glob) && matchesGlob(tool, glob))
  );
}

/** Returns whether a rule is about a call of a run in these folders. */
export function matchesRule(
  { effect, action, tool, pattern }: DecisionRule,
  call: RuledCall,
  folders: string[] = [],
): boolean {
  return (
    (action === undefined || action === call.action) &&
    (tool === undefined || matchesTool(call.tool, tool)) &&
    (pattern === undefined || matchesPattern(call, pattern, effect, folders))
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
    .filter((rule) => matchesRule(rule, call, folders));
  return strictest(rules);
}

/** Returns the first rule of the strictest effect. */
export function strictest(rules: DecisionRule[]): DecisionRule | undefined {
  return STRICTEST.flatMap((effect) => rules.find((rule) => rule.effect === effect) ?? [])[0];
}

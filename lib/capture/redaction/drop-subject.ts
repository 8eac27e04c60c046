/** Finds what an event is about: the tools and the files that it names, wherever its client puts them. */
import type { Json, JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { snakeCase } from './snake-case';

export interface DropSubject {
  tools: Set<string>;
  /** Paths, and the words of commands and patches, which may be paths. */
  paths: Set<string>;
  /** The event has content that a rule dropped before, such as the input of a call whose result follows, or too many words to compare. */
  isDropped: boolean;
}

const TOOL = /(?:^|_)(?:tool|function)(?:_call)?_name$|^tool$/;
const PATH = /(?:^|_)(?:path|paths|file|files|filename|file_name|uri|directory|dir|notebook)$/;
/** Paths of the session itself, which most events have. */
const NO_PATH = /transcript_path$|^(?:directory|cwd|root)$/;
const WORDS =
  /(?:^|_)(?:command|cmd|patch|patch_text|diff|input|arguments|args|parameters|glob|pattern|include)$/;
const DROPPED = /^\[redacted:dropped:[0-9a-f]{6}\]$/;

/** Hooks of Cursor that name no tool. */
const HOOK_TOOLS: Readonly<Record<string, string[]>> = {
  beforeShellExecution: ['Shell'],
  afterShellExecution: ['Shell'],
  beforeReadFile: ['Read'],
  afterFileEdit: ['Edit', 'Write'],
};

/** Names that one client gives to the same tool, in its hooks, its telemetry and its files. */
const SHELLS = ['Bash', 'exec_command', 'shell', 'shell_command', 'local_shell', 'container.exec'];

const MAX_WORDS = 20_000;
const MAX_DEPTH = 12;

/** Returns the words of a command or a program, without its quotes and operators; of a patch those of the lines that name files. */
function wordsOf(text: string): string[] {
  const isPatch = /^\*\*\* Begin Patch|^(?:---|\+\+\+) \S/m.test(text);
  const lines = isPatch ? (text.match(/^(?:\*\*\*|---|\+\+\+|diff|rename|copy) .*$/gm) ?? []) : [text];
  // A path in a patch may have spaces.
  const whole = isPatch
    ? lines.map((line) => line.replace(/^\S+ (?:(?:Add|Update|Delete) File: |Move to: )?/, ''))
    : [];
  return [...whole, ...lines.flatMap((line) => line.split(/[\s"'`;|&<>()[\]{},=:]+/))].filter(Boolean);
}

function collect(subject: DropSubject, value: Json | undefined, name: string, depth: number): void {
  if (typeof value === 'string') collectText(subject, value, name);
  if (typeof value !== 'object' || value === null) return;
  if (depth > MAX_DEPTH) return;
  for (const [field, inner] of Object.entries(value))
    collect(subject, inner, Array.isArray(value) ? name : snakeCase(field), depth + 1);
}

function collectText(subject: DropSubject, text: string, name: string): void {
  const { tools, paths } = subject;
  if (DROPPED.test(text)) subject.isDropped = true;
  else if (TOOL.test(name)) tools.add(text);
  else if (PATH.test(name) && !NO_PATH.test(name)) paths.add(text.replace(/^file:\/\//, ''));
  else if (WORDS.test(name)) for (const word of wordsOf(text)) paths.add(word);
}

/** Returns the tools and files that an event names. */
export function findDropSubject(payload: JsonObject): DropSubject {
  const subject: DropSubject = { tools: new Set(), paths: new Set(), isDropped: false };
  collect(subject, payload, '', 0);
  const hook = payload.hook_event_name;
  if (typeof hook === 'string' && Object.hasOwn(HOOK_TOOLS, hook))
    for (const tool of HOOK_TOOLS[hook] ?? []) subject.tools.add(tool);
  if (SHELLS.some((shell) => subject.tools.has(shell))) for (const shell of SHELLS) subject.tools.add(shell);
  subject.isDropped ||= subject.paths.size > MAX_WORDS;
  return subject;
}

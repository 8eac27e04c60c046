/** What the tools of the clients do, by name: the type of their log row and the words of its description. */
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { firstLine } from '../payload';
import { readPatch } from '../text/apply-patch';
import { firstText } from './tool-call';

export interface ToolKind {
  action_type: string;
  /** The start of the description of a call that succeeded. */
  verb: string;
  /** The fields of the input that name what the tool works on, the best one first. */
  fields: readonly string[];
  /** What the tool works on, where no field says it. */
  target?: (input: JsonObject) => string;
}

export const PATH_FIELDS = ['file_path', 'path', 'notebook_path', 'target_file', 'filePath'];
const COMMAND_FIELDS = ['command', 'cmd', 'script', 'code', 'input'];

const command: ToolKind = { action_type: 'command', verb: 'Ran', fields: COMMAND_FIELDS };
const edit: ToolKind = { action_type: 'edit', verb: 'Edited', fields: PATH_FIELDS };
const write: ToolKind = { ...edit, verb: 'Wrote' };
const read: ToolKind = { action_type: 'read', verb: 'Read', fields: PATH_FIELDS };
const list: ToolKind = { ...read, verb: 'Listed' };
const agent: ToolKind = {
  action_type: 'agent',
  verb: 'Ran agent:',
  fields: ['description', 'message', 'prompt'],
};
const todo: ToolKind = { action_type: 'todo', verb: 'Updated the list', fields: ['subject'] };
const search: ToolKind = {
  action_type: 'search',
  verb: 'Searched for',
  fields: ['pattern', 'glob_pattern', 'query'],
};
const question: ToolKind = { action_type: 'question', verb: 'Asked:', fields: ['question', 'message'] };

const KINDS: Readonly<Record<string, ToolKind>> = {
  Bash: command,
  PowerShell: command,
  Shell: command,
  // A program that calls other tools: its calls have rows of their own, which say what succeeded.
  exec: { ...command, action_type: 'code', verb: 'Ran code:' },
  exec_command: command,
  Monitor: { ...command, verb: 'Watched' },
  BashOutput: { ...command, verb: 'Read the output of', fields: ['bash_id', 'task_id'] },
  TaskOutput: { ...command, verb: 'Read the output of', fields: ['task_id'] },
  KillShell: { ...command, verb: 'Stopped', fields: ['shell_id', 'task_id'] },
  TaskStop: { ...command, verb: 'Stopped', fields: ['task_id', 'shell_id'] },
  Edit: edit,
  MultiEdit: edit,
  StrReplace: edit,
  NotebookEdit: edit,
  EditNotebook: edit,
  apply_patch: { ...edit, fields: [], target: patchTarget },
  Write: write,
  Delete: { ...edit, verb: 'Deleted' },
  Read: read,
  NotebookRead: read,
  view_image: read,
  LS: list,
  ListDir: list,
  Glob: search,
  Grep: search,
  LSP: search,
  ToolSearch: search,
  SemanticSearch: search,
  WebFetch: { action_type: 'web', verb: 'Fetched', fields: ['url'] },
  WebSearch: { action_type: 'web', verb: 'Searched the web for', fields: ['query', 'search_term'] },
  Agent: agent,
  Task: agent,
  spawn_agent: agent,
  SendMessage: { ...agent, verb: 'Sent a message:', fields: ['summary', 'message', 'content'] },
  TodoWrite: todo,
  update_plan: todo,
  TaskCreate: { ...todo, verb: 'Added to the list:' },
  TaskUpdate: todo,
  TaskList: { ...todo, verb: 'Read the list' },
  TaskGet: { ...todo, verb: 'Read the list' },
  AskUserQuestion: question,
  AskQuestion: question,
  request_user_input: question,
  EnterPlanMode: { action_type: 'note', verb: 'Began to plan', fields: [] },
  ExitPlanMode: { action_type: 'note', verb: 'Plan approved:', fields: ['plan'] },
  Skill: { action_type: 'skill', verb: 'Used skill', fields: ['skill', 'name'] },
  ListMcpResourcesTool: { action_type: 'mcp', verb: 'Listed resources of', fields: ['server'] },
  ReadMcpResourceTool: { action_type: 'mcp', verb: 'Read', fields: ['uri'] },
};

/** Returns what a tool does. A tool of an MCP server is called mcp__server__tool, or MCP:tool in Cursor. */
export function toolKind(tool: string): ToolKind {
  const known = Object.hasOwn(KINDS, tool) ? KINDS[tool] : undefined;
  if (known) return known;
  const isMcp = /^mcp(?:__|:)/i.test(tool);
  return { action_type: isMcp ? 'mcp' : 'tool', verb: `Called ${mcpName(tool)}`, fields: [] };
}

/** Returns what a call works on, on one line: a path below the working directory is relative to it. Empty if nothing says so. */
export function toolTarget(tool: string, input: JsonObject, cwd?: string): string {
  const { fields, target } = toolKind(tool);
  const text = target?.(input) ?? firstText(input, fields) ?? textOfQuestions(input) ?? '';
  return firstLine(fields === PATH_FIELDS ? relativePath(text, cwd) : headingText(text));
}

/** Returns a path relative to the working directory if it is below it. */
export function relativePath(path: string, cwd?: string): string {
  const root = cwd?.replace(/[\\/]+$/, '');
  const isBelow = root && path.startsWith(root) && /[\\/]/.test(path.charAt(root.length));
  return isBelow ? path.slice(root.length + 1) : path;
}

/** Returns the file of a patch, or the first one and how many more. */
function patchTarget(input: JsonObject): string {
  const [first, ...others] = readPatch(patchOf(input));
  if (first === undefined) return '';
  return others.length === 0 ? first.path : `${first.path} and ${others.length} more`;
}

/** Returns the patch of a call of apply_patch. */
export function patchOf(input: JsonObject): string {
  return firstText(input, ['command', 'input', 'patch']) ?? '';
}

function mcpName(tool: string): string {
  return tool.replace(/^mcp(?:__|:)/i, '').replace('__', ': ');
}

/** Returns the text without the marks of a Markdown heading. */
function headingText(text: string): string {
  return text.trim().replace(/^#+ +/, '');
}

function textOfQuestions(input: JsonObject): string | undefined {
  const [first] = Array.isArray(input.questions) ? input.questions : [];
  const isObject = typeof first === 'object' && first !== null && !Array.isArray(first);
  return isObject ? firstText(first, ['question', 'prompt']) : undefined;
}

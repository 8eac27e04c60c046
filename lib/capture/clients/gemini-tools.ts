/** The tools of Gemini CLI, and what their results say. */
import type { Json, JsonObject } from '@/lib/agent-execution/agent-execution.types';
import type { Fact } from '../facts';
import { hashOf } from '../hash-of';
import { defined, objectOf, textOf } from '../payload';
import { hunksOf } from '../text/unified-diff';
import { callFact, requestFact, resultFact } from '../tools/call-facts';
import { runsCommand } from '../tools/command-tool';
import { changesFile, type FileChange } from '../tools/edit-tool';
import { planFacts } from '../tools/plan-files';
import { todoListFacts } from '../tools/todo-facts';
import { firstText, type ToolCall, type ToolOutcome } from '../tools/tool-call';
import {
  asks,
  calls,
  describesOnly,
  findKind,
  readsFile,
  type ToolKind,
  type ToolTable,
} from '../tools/tool-kind';
import { geminiCommandOutput } from './gemini-command';

const search = calls('search', 'Searched for', 'pattern', 'query');
const agent: ToolKind = {
  ...calls('agent', 'Ran agent:', 'objective', 'prompt', 'agent_name'),
  subagentType: ({ input, tool }) => firstText(input, ['agent_name']) ?? tool,
};
const edit = changesFile('Edited', ['file_path'], fileChange);
const tracker = describesOnly('todo', 'Updated the list', 'title', 'id');

const TOOLS: ToolTable = {
  read_file: readsFile('Read', 'file_path', 'absolute_path'),
  read_many_files: readsFile('Read', 'include', 'paths'),
  list_directory: readsFile('Listed', 'dir_path', 'path'),
  get_internal_docs: readsFile('Read', 'path'),
  glob: search,
  grep_search: search,
  search_file_content: search,
  google_web_search: calls('web', 'Searched the web for', 'query'),
  web_fetch: calls('web', 'Fetched', 'url', 'prompt'),
  run_shell_command: runsCommand('Ran', ['command'], ({ output, details }) =>
    geminiCommandOutput(output, textOf(details.display)),
  ),
  write_file: { ...edit, verb: 'Wrote' },
  replace: edit,
  write_todos: describesOnly('todo', 'Updated the list'),
  tracker_create_task: { ...tracker, verb: 'Added to the list:' },
  tracker_update_task: tracker,
  tracker_add_dependency: tracker,
  invoke_agent: agent,
  codebase_investigator: agent,
  cli_help: agent,
  generalist: agent,
  ask_user: asks(),
  save_memory: calls('note', 'Remembered', 'fact'),
  update_topic: calls('note', 'Began', 'title'),
  enter_plan_mode: calls('note', 'Began to plan', 'reason'),
  exit_plan_mode: calls('note', 'Plan approved:', 'plan_filename', 'plan_path'),
  activate_skill: calls('skill', 'Used skill', 'name'),
};

/** Returns the facts of a call that begins. Nothing else reports a subagent, so its call is its id. */
export function readGeminiCall(body: JsonObject): Fact[] {
  const call = callOf(body);
  const fact = callFact(kindOf(call, body), call);
  const begin = fact.starts_subagent;
  return begin ? [fact, { kind: 'subagent', subagent: call.call, ...begin }] : [fact];
}

/** Returns the request of a call that a person decides about. */
export function readGeminiRequest(body: JsonObject): Fact[] {
  const call = callOf(body);
  return [defined({ ...requestFact(kindOf(call, body), call, {}), call: call.call })];
}

/** Returns the facts of a call that ended. */
export function readGeminiResult(body: JsonObject): Fact[] {
  const outcome = outcomeOf(body);
  const kind = kindOf(outcome, body);
  return [resultFact(kind, outcome), ...besides(kind, outcome)];
}

/** Returns what a result says besides its row. */
function besides(kind: ToolKind, outcome: ToolOutcome): Fact[] {
  const { call, tool, details, error, output } = outcome;
  if (kind.subagentType)
    return [defined({ kind: 'subagent_end', subagent: call, result: textOf(output), error })];
  if (error !== undefined) return [];
  if (tool === 'write_todos') return todoListFacts(details.todos ?? outcome.input.todos);
  if (kind.action_type === 'edit')
    return planFacts(firstText(outcome.input, ['file_path']), fileChange(outcome).after);
  return [];
}

function kindOf(call: ToolCall, body: JsonObject): ToolKind {
  const mcp = objectOf(body.mcp_context);
  const isMcp = call.tool.startsWith('mcp_') || textOf(mcp.server_name) !== undefined;
  const name = call.tool.replace(/^mcp_+/, '').replace('__', ': ');
  const server = textOf(mcp.server_name);
  const verb = server ? `Called ${server}: ${textOf(mcp.tool_name) ?? name}` : `Called ${name}`;
  return findKind(TOOLS, call.tool, calls(isMcp ? 'mcp' : 'tool', verb));
}

function callOf(body: JsonObject): ToolCall {
  const tool = textOf(body.tool_name) ?? 'tool';
  const input = objectOf(body.tool_input);
  return defined({ tool, input, call: `${tool}:${hashOf(input)}`, cwd: textOf(body.cwd) });
}

function outcomeOf(body: JsonObject): ToolOutcome {
  const response = objectOf(body.tool_response);
  const display = response.returnDisplay;
  const details = typeof display === 'string' ? { display } : objectOf(display);
  const output = modelText(response.llmContent);
  const outcome = { ...callOf(body), output, details, error: errorOf(response.error) };
  return defined({ ...outcome, ...subagentReport(details) });
}

/** A subagent says why it ended beside its result; the text for the model has both in one. */
function subagentReport({ terminateReason, result }: JsonObject): Partial<ToolOutcome> {
  const [reason, text] = [textOf(terminateReason), textOf(result)];
  if (reason === undefined || text === undefined) return {};
  return reason === 'GOAL' ? { output: text } : { output: text, error: `${reason}: ${text}` };
}

/** The content for the model is a text, a part with a text, or a list of both. */
function modelText(content: Json | undefined): string {
  if (Array.isArray(content)) return content.map(modelText).join('');
  return typeof content === 'string' ? content : (textOf(objectOf(content).text) ?? '');
}

function errorOf(error: Json | undefined): string | undefined {
  return textOf(error) ?? textOf(objectOf(error).message);
}

function fileChange({ details }: ToolOutcome): FileChange {
  const { originalContent: before, newContent: after, fileDiff } = details;
  return defined({
    before: typeof before === 'string' ? before : undefined,
    after: typeof after === 'string' ? after : undefined,
    patch: typeof fileDiff === 'string' ? hunksOf(fileDiff) : undefined,
    is_new: details.isNewFile === true,
  });
}

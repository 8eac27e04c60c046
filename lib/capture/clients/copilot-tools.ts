/** The tools of Copilot CLI, and what their results say. */
import type { Json } from '@/lib/agent-execution/agent-execution.types';
import type { Fact } from '../facts';
import { hashOf } from '../hash-of';
import { defined, objectOf, textOf } from '../payload';
import { diffOfReplacement } from '../text/unified-diff';
import { callFact, requestFact, resultFact } from '../tools/call-facts';
import { type CommandOutput, runsCommand } from '../tools/command-tool';
import { appliesPatch, changesFile } from '../tools/edit-tool';
import { planFacts } from '../tools/plan-files';
import { checklistFacts } from '../tools/todo-facts';
import type { ToolCall, ToolOutcome } from '../tools/tool-call';
import {
  asks,
  calls,
  describesOnly,
  findKind,
  readsFile,
  type ToolKind,
  type ToolTable,
} from '../tools/tool-kind';
import type { CopilotEvent } from './copilot-event';
import { sqlTodos } from './copilot-todos';

const MAX_MARK_LENGTH = 300;

const search = calls('search', 'Searched for', 'pattern', 'query');
const command = runsCommand('Ran', ['command'], commandOutput);
const shell = (verb: string) => runsCommand(verb, ['shellId'], commandOutput);

const TOOLS: ToolTable = {
  bash: command,
  powershell: command,
  read_bash: shell('Read the output of shell'),
  read_powershell: shell('Read the output of shell'),
  write_bash: shell('Wrote to shell'),
  write_powershell: shell('Wrote to shell'),
  stop_bash: shell('Stopped shell'),
  stop_powershell: shell('Stopped shell'),
  view: readsFile('Read', 'path'),
  create: changesFile('Wrote', ['path'], ({ input }) => ({
    after: textOf(input.file_text),
    is_new: true,
  })),
  edit: changesFile('Edited', ['path'], ({ input: { old_str, new_str } }) => ({
    patch:
      typeof old_str === 'string' && typeof new_str === 'string'
        ? diffOfReplacement(old_str, new_str)
        : undefined,
  })),
  apply_patch: appliesPatch('input', 'patch'),
  grep: search,
  rg: search,
  glob: search,
  web_fetch: calls('web', 'Fetched', 'url'),
  web_search: calls('web', 'Searched the web for', 'query'),
  task: {
    ...calls('agent', 'Ran agent:', 'description', 'name', 'prompt'),
    subagentType: ({ input }) => textOf(input.agent_type),
  },
  read_agent: calls('agent', 'Read the result of agent', 'agent_id'),
  write_agent: calls('agent', 'Sent a message to agent', 'agent_id'),
  list_agents: calls('agent', 'Listed agents'),
  update_todo: describesOnly('todo', 'Updated the list'),
  ask_user: asks(),
  report_intent: calls('note', 'Intends:', 'intent'),
  store_memory: calls('note', 'Remembered', 'fact', 'subject'),
  exit_plan_mode: calls('note', 'Plan approved:', 'summary'),
  skill: calls('skill', 'Used skill', 'skill', 'name'),
  sql: calls('tool', 'Ran SQL:', 'description', 'query'),
};

/** Returns the facts of a call that begins. */
export function readCopilotCall(event: CopilotEvent): Fact[] {
  const call = callOf(event);
  return [callFact(kindOf(call), call, { subagent: event.subagent })];
}

/** Returns the request of a call that a person decides about. A call is known by its tool and its input. */
export function readCopilotRequest(event: CopilotEvent): Fact[] {
  const call = callOf(event);
  return [defined({ ...requestFact(kindOf(call), call, { subagent: event.subagent }), call: call.call })];
}

/** Returns the facts of a call that ended. */
export function readCopilotResult(event: CopilotEvent): Fact[] {
  const outcome = outcomeOf(event);
  const { subagent } = event;
  const more = besides(outcome).filter(({ kind }) => kind === 'context' || subagent === undefined);
  return [resultFact(kindOf(outcome), outcome, { subagent }), ...more];
}

/** Returns what a result says besides its row. The list of a subagent is its own. */
function besides(outcome: ToolOutcome): Fact[] {
  const { tool, input, error } = outcome;
  if (error !== undefined) return [];
  if (tool === 'sql') return sqlTodos(textOf(input.query) ?? '');
  if (tool === 'update_todo') return checklistFacts(textOf(input.todos) ?? '');
  return tool === 'create' ? planFacts(textOf(input.path), textOf(input.file_text)) : [];
}

function kindOf(call: ToolCall): ToolKind {
  if (call.tool === 'sql' && sqlTodos(textOf(call.input.query) ?? '').length > 0)
    return describesOnly('todo', 'Updated the list:', 'description');
  // The tools of servers are "server-tool"; its own tools have no hyphen.
  const isMcp = call.tool.includes('-');
  return findKind(TOOLS, call.tool, calls(isMcp ? 'mcp' : 'tool', `Called ${call.tool}`));
}

function callOf({ tool = 'tool', input, body }: CopilotEvent): ToolCall {
  return defined({ tool, input, call: `${tool}:${hashOf(input)}`, cwd: textOf(body.cwd) });
}

function outcomeOf(event: CopilotEvent): ToolOutcome {
  const { result, body } = event;
  const output = textOf(result.textResultForLlm) ?? textOf(result.text_result_for_llm) ?? '';
  const type = textOf(result.resultType) ?? textOf(result.result_type) ?? 'success';
  const hasFailed = type !== 'success' || event.event === 'postToolUseFailure';
  const error = hasFailed ? (failureText(body.error) ?? (output || 'Failed')) : undefined;
  return defined({ ...callOf(event), output, details: {}, error });
}

function failureText(error: Json | undefined): string | undefined {
  return textOf(error) ?? textOf(objectOf(error).message);
}

/** The text ends with a mark such as "<shellId: 1 completed with exit code 3>". */
function commandOutput({ output: text }: ToolOutcome): CommandOutput {
  const end = text.slice(-MAX_MARK_LENGTH);
  const mark = /\n?<[^<>\n]*exit code (-?\d+)[^<>\n]*>\s*$/.exec(end);
  if (!mark) return { stdout: text };
  return { stdout: text.slice(0, text.length - end.length + mark.index), exit_code: Number(mark[1]) };
}

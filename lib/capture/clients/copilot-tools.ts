/** The tools of Copilot CLI, and what their results say. */
import type { Json } from '@/lib/agent-execution/agent-execution.types';
import type { Fact } from '../facts';
import { defined, hashOf, objectOf, textOf } from '../payload';
import { type CommandOutput, runsCommand } from '../readers/command-rows';
import { changesFile, pathIn } from '../readers/file-rows';
import { patchedPaths } from '../readers/patch-text';
import { planFacts } from '../readers/plan-files';
import { checklistFact } from '../readers/todo-list';
import {
  asks,
  type CallInput,
  type CallOutcome,
  calls,
  describesOnly,
  inputText,
  outcomeRow,
  readerOf,
  readsFile,
  type ToolReader,
  type ToolTable,
} from '../readers/tool-readers';
import { diffOfReplacement } from '../text/unified-diff';
import type { CopilotEvent } from './copilot-event';
import { sqlTodos } from './copilot-todos';

const MAX_MARK_LENGTH = 300;

const search = calls('search', 'Searched for', 'pattern', 'query');
const command = runsCommand('Ran', 'command', ({ output }) => commandOutput(output));
const shell = (verb: string) => runsCommand(verb, 'shellId', ({ output }) => commandOutput(output));
const patchText = (call: CallInput) => inputText(call, ['input', 'patch']);

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
  create: changesFile('Wrote', pathIn('path'), ({ input }) => ({
    after: textOf(input.file_text),
    is_new: true,
  })),
  edit: changesFile('Edited', pathIn('path'), ({ input: { old_str, new_str } }) => ({
    patch:
      typeof old_str === 'string' && typeof new_str === 'string'
        ? diffOfReplacement(old_str, new_str)
        : undefined,
  })),
  apply_patch: changesFile(
    'Edited',
    (call) => patchedPaths(patchText(call))[0] ?? '',
    (outcome) => ({
      patch: patchText(outcome),
    }),
  ),
  grep: search,
  rg: search,
  glob: search,
  web_fetch: calls('web', 'Fetched', 'url'),
  web_search: calls('web', 'Searched the web for', 'query'),
  task: calls('agent', 'Ran agent:', 'description', 'name', 'prompt'),
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
  const target = readerOfCall(call).target(call);
  const about = defined({
    description: target || call.tool,
    type: textOf(call.input.agent_type),
  });
  const isAgent = call.tool === 'task';
  const fact: Fact = defined({
    kind: 'call',
    call: call.call,
    tool: call.tool,
    target,
    starts_subagent: isAgent ? about : undefined,
  });
  return isAgent ? [fact, { kind: 'subagent', subagent: call.call, ...about }] : [fact];
}

/** Returns the facts of a call that ended. */
export function readCopilotResult(event: CopilotEvent): Fact[] {
  const outcome = outcomeOf(event);
  const row = outcomeRow(readerOfCall(outcome), outcome);
  return [{ kind: 'result', call: outcome.call, row }, ...besides(outcome)];
}

/** Returns what a result says besides its row. */
function besides(outcome: CallOutcome): Fact[] {
  const { tool, input, error } = outcome;
  if (tool === 'task') return subagentEnd(outcome);
  if (error !== undefined) return [];
  if (tool === 'sql') return sqlTodos(inputText(outcome, ['query']));
  if (tool === 'update_todo') return checklistFact(textOf(input.todos) ?? '');
  return tool === 'create' ? planFacts(inputText(outcome, ['path']), textOf(input.file_text)) : [];
}

/** A subagent in the background goes on after its call, and no event says when that one ends. */
function subagentEnd({ call, input, output, error }: CallOutcome): Fact[] {
  if (input.mode === 'background' && error === undefined) return [];
  return [defined({ kind: 'subagent_end', subagent: call, result: textOf(output), error })];
}

function readerOfCall(call: CallInput): ToolReader {
  if (call.tool === 'sql' && sqlTodos(inputText(call, ['query'])).length > 0)
    return describesOnly('todo', 'Updated the list:', 'description');
  // The tools of servers are "server-tool"; its own tools have no hyphen.
  const isMcp = call.tool.includes('-');
  return readerOf(TOOLS, call.tool, calls(isMcp ? 'mcp' : 'tool', `Called ${call.tool}`));
}

function callOf({ tool = 'tool', input, body }: CopilotEvent): CallInput {
  return defined({ tool, input, call: `${tool}:${hashOf(input)}`, cwd: textOf(body.cwd) });
}

function outcomeOf(event: CopilotEvent): CallOutcome {
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
function commandOutput(text: string): CommandOutput {
  const end = text.slice(-MAX_MARK_LENGTH);
  const mark = /\n?<[^<>\n]*exit code (-?\d+)[^<>\n]*>\s*$/.exec(end);
  if (!mark) return { stdout: text };
  return { stdout: text.slice(0, text.length - end.length + mark.index), exit_code: Number(mark[1]) };
}

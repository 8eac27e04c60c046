/** The tools of OpenCode, and what their results say. */
import type { Json, JsonObject } from '@/lib/agent-execution/agent-execution.types';
import type { Fact } from '../facts';
import { defined, listOf, numberOf, objectOf, textOf } from '../payload';
import { hunksOf } from '../text/unified-diff';
import { callFact, resultFact } from '../tools/call-facts';
import { type CommandOutput, runsCommand } from '../tools/command-tool';
import { appliesPatch, changesFile, type FileChange } from '../tools/edit-tool';
import { planFacts } from '../tools/plan-files';
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
import type { OpencodeEvent } from './opencode-payload';

/** The client appends a note to the output of a command that it stopped. */
const MAX_NOTE_LENGTH = 500;

const search = calls('search', 'Searched for', 'pattern', 'query');
const edit = changesFile('Edited', ['filePath'], fileChange);
const patch = appliesPatch('patchText', 'patch', 'input');

const TOOLS: ToolTable = {
  bash: runsCommand('Ran', ['command'], commandOutput),
  read: readsFile('Read', 'filePath'),
  list: readsFile('Listed', 'path'),
  write: { ...edit, verb: 'Wrote' },
  edit,
  multiedit: edit,
  patch,
  apply_patch: patch,
  glob: search,
  grep: search,
  lsp: search,
  codesearch: { ...search, action_type: 'web' },
  webfetch: calls('web', 'Fetched', 'url'),
  websearch: calls('web', 'Searched the web for', 'query'),
  task: {
    ...calls('agent', 'Ran agent:', 'description', 'prompt'),
    subagentType: ({ input }) => textOf(input.subagent_type),
  },
  todowrite: describesOnly('todo', 'Updated the list'),
  todoread: describesOnly('todo', 'Read the list'),
  question: asks(),
  plan_enter: calls('note', 'Began to plan'),
  plan_exit: calls('note', 'Plan approved'),
  skill: calls('skill', 'Used skill', 'name'),
};

/** Returns the facts of a call that begins. */
export function readOpencodeCall(event: OpencodeEvent): Fact[] {
  const call = callOf(event, objectOf(event.output.args));
  return [callFact(kindOf(call.tool), call, { subagent: event.subagent })];
}

/** Returns the facts of a call that succeeded, as the client sees it. */
export function readOpencodeResult(event: OpencodeEvent): Fact[] {
  const { input, output } = event;
  const outcome: ToolOutcome = {
    ...callOf(event, objectOf(input.args)),
    output: outputText(output),
    details: objectOf(output.metadata),
  };
  return outcomeFacts(event, outcome, output.content === undefined ? undefined : 'mcp');
}

/** Returns the facts of a call that failed, which only the part of its message shows. */
export function readOpencodeFailure(event: OpencodeEvent): Fact[] {
  const part = objectOf(event.input.part);
  const state = objectOf(part.state);
  const error = textOf(state.error) ?? 'Failed';
  const outcome: ToolOutcome = {
    ...callOf({ ...event, input: part }, objectOf(state.input)),
    output: '',
    details: objectOf(state.metadata),
    error,
  };
  return outcomeFacts(event, outcome);
}

function outcomeFacts({ subagent, input }: OpencodeEvent, outcome: ToolOutcome, type?: 'mcp'): Fact[] {
  const duration_ms = durationOf(objectOf(input.part));
  const fact = resultFact(kindOf(outcome.tool, type), { ...outcome, duration_ms }, { subagent });
  return [fact, ...besides(outcome)];
}

/** Returns what a result says besides its row. */
function besides({ tool, input, output, details, error }: ToolOutcome): Fact[] {
  const started = textOf(details.sessionId);
  if (tool === 'task' && started)
    return [defined({ kind: 'subagent_end', subagent: started, result: taskResult(output), error })];
  if (tool !== 'write' || error !== undefined) return [];
  return planFacts(textOf(input.filePath), textOf(input.content));
}

/** Returns the kind of a tool; by default one of a server, or of a plugin. */
export function kindOf(tool: string, type: 'mcp' | 'tool' = 'tool'): ToolKind {
  return findKind(TOOLS, tool, calls(type, `Called ${tool}`));
}

function callOf({ input, id, directory }: OpencodeEvent, args: JsonObject): ToolCall {
  const tool = textOf(input.tool) ?? 'tool';
  return defined({ tool, input: args, call: textOf(input.callID) ?? id, cwd: directory });
}

/** A tool of a server returns a list of parts. */
function outputText({ output, content }: JsonObject): string {
  return (
    textOf(output) ??
    listOf(content)
      .flatMap((part) => textOf(objectOf(part).text) ?? [])
      .join('\n')
  );
}

function taskResult(output: string): string | undefined {
  return textOf(/<task_result>\n?([\s\S]*?)\n?<\/task_result>/.exec(output)?.[1]) ?? textOf(output);
}

function commandOutput({ output, details }: ToolOutcome): CommandOutput {
  return defined({
    stdout: textOf(details.output) ?? output,
    exit_code: numberOf(details.exit),
    is_interrupted: /<bash_metadata>[^<]*(?:aborted|timeout)/.test(output.slice(-MAX_NOTE_LENGTH)),
  });
}

/** The tool "write" sends no diff; it says whether the file existed. */
function fileChange({ input, details }: ToolOutcome): FileChange {
  const { patch: diff, before, after } = objectOf(details.filediff);
  const hunks = [diff, details.diff].flatMap((text) =>
    typeof text === 'string' ? (hunksOf(text) ?? []) : [],
  );
  return defined({
    before: anyText(before),
    after: anyText(after) ?? anyText(input.content),
    patch: hunks[0],
    is_new: details.exists === false,
  });
}

function anyText(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function durationOf(part: JsonObject): number | undefined {
  const { start, end } = objectOf(objectOf(part.state).time);
  const [from, to] = [numberOf(start), numberOf(end)];
  return from === undefined || to === undefined ? undefined : to - from;
}

/** The tools in the dialect of Claude Code, by the names that Claude Code, Codex and Cursor give them, and what their results say. */
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import type { CapturedRow } from '../captured-row';
import { defined, listOf, numberOf, objectOf, textOf } from '../payload';
import { cutJson, cutOutput, cutText } from '../text/cut-text';
import { diffOfHunks, diffOfReplacement } from '../text/unified-diff';
import { runsCommand } from '../tools/command-tool';
import { appliesPatch, changesFile, type FileChange } from '../tools/edit-tool';
import { firstText, idOf, lineOf, resultText, type ToolOutcome } from '../tools/tool-call';
import { asks, calls, findKind, keepAll, readsFile, type ToolKind, type ToolTable } from '../tools/tool-kind';
import { hookCommandOutput } from './hook-command';

type Details = Partial<CapturedRow>;

const PATHS = ['file_path', 'path', 'notebook_path', 'target_file', 'filePath'];
const COMMANDS = ['command', 'cmd', 'script', 'code', 'input'];
const TEXTS = ['content', 'contents', 'new_source', 'text'];

const command = withGit(runsCommand('Ran', COMMANDS, hookCommandOutput));
const edit = changesFile('Edited', PATHS, fileChange);
const read = readsFile('Read', ...PATHS);
const search = calls('search', 'Searched for', 'pattern', 'glob_pattern', 'query');
const webSearch = calls('web', 'Searched the web for', 'query', 'search_term');
const question = asks();
const todo: ToolKind = { ...calls('todo', 'Updated the list', 'subject'), details: todoDetails };
const message: ToolKind = {
  ...calls('agent', 'Sent a message:', 'summary', 'message', 'content'),
  details: agentDetails,
};
const agent: ToolKind = {
  ...calls('agent', 'Ran agent:', 'description', 'message', 'prompt'),
  details: agentDetails,
  subagentType: ({ input }) => firstText(input, ['subagent_type', 'agent_type']),
};

const TOOLS: ToolTable = {
  Bash: command,
  PowerShell: command,
  Shell: command,
  // A program that calls other tools: its calls have rows of their own, which say what succeeded.
  exec: calls('code', 'Ran code:', ...COMMANDS),
  exec_command: command,
  Monitor: { ...command, verb: 'Watched' },
  BashOutput: {
    ...command,
    verb: 'Read the output of',
    target: (call) => lineOf(call, ['bash_id', 'task_id']),
  },
  TaskOutput: { ...command, verb: 'Read the output of', target: (call) => lineOf(call, ['task_id']) },
  KillShell: { ...command, verb: 'Stopped', target: (call) => lineOf(call, ['shell_id', 'task_id']) },
  TaskStop: { ...command, verb: 'Stopped', target: (call) => lineOf(call, ['task_id', 'shell_id']) },
  Edit: edit,
  MultiEdit: edit,
  StrReplace: edit,
  NotebookEdit: edit,
  EditNotebook: edit,
  apply_patch: appliesPatch('command', 'input', 'patch'),
  Write: { ...edit, verb: 'Wrote' },
  Delete: { ...edit, verb: 'Deleted' },
  Read: read,
  NotebookRead: read,
  view_image: read,
  LS: { ...read, verb: 'Listed' },
  ListDir: { ...read, verb: 'Listed' },
  Glob: search,
  Grep: search,
  LSP: search,
  ToolSearch: search,
  SemanticSearch: search,
  WebFetch: calls('web', 'Fetched', 'url'),
  WebSearch: webSearch,
  web_search: webSearch,
  Agent: agent,
  Task: agent,
  spawn_agent: agent,
  SendMessage: message,
  // Codex joins the name of a group of tools and that of a tool.
  collaborationspawn_agent: agent,
  collaborationsend_message: message,
  collaborationfollowup_task: message,
  collaborationwait_agent: calls('agent', 'Waited for an agent'),
  TodoWrite: todo,
  update_plan: todo,
  TaskCreate: { ...todo, verb: 'Added to the list:' },
  TaskUpdate: todo,
  TaskList: { ...todo, verb: 'Read the list' },
  TaskGet: { ...todo, verb: 'Read the list' },
  AskUserQuestion: question,
  AskQuestion: question,
  request_user_input: question,
  EnterPlanMode: calls('note', 'Began to plan'),
  ExitPlanMode: { ...calls('note', 'Plan approved:', 'plan'), details: planDetails },
  Skill: calls('skill', 'Used skill', 'skill', 'name'),
  ListMcpResourcesTool: calls('mcp', 'Listed resources of', 'server'),
  ReadMcpResourceTool: calls('mcp', 'Read', 'uri'),
};

/** Returns the kind of a tool. A tool of an MCP server is called mcp__server__tool, or MCP:tool in Cursor. */
export function hookTool(tool: string): ToolKind {
  const isMcp = /^mcp(?:__|:)/i.test(tool);
  const name = tool.replace(/^mcp(?:__|:)/i, '').replace('__', ': ');
  return findKind(TOOLS, tool, calls(isMcp ? 'mcp' : 'tool', `Called ${name}`));
}

/** Adds the commit or pull request of a command, and what the client says of it besides. */
function withGit(kind: ToolKind): ToolKind {
  return {
    ...kind,
    details(outcome) {
      const { gitOperation, backgroundTaskId, returnCodeInterpretation } = outcome.details;
      const { commit, pr } = objectOf(gitOperation);
      const { url, number } = objectOf(pr);
      const details = kind.details(outcome);
      return {
        ...details,
        entity_id: textOf(objectOf(commit).sha) ?? textOf(url) ?? idOf(number),
        metadata: defined({
          ...details.metadata,
          background_task: textOf(backgroundTaskId),
          exit_code_meaning: textOf(returnCodeInterpretation),
          git: gitOperation === undefined ? undefined : cutJson(gitOperation),
        }),
      };
    },
  };
}

function fileChange({ input, details }: ToolOutcome): FileChange {
  return {
    before: textOf(details.originalFile),
    after: firstText(details, TEXTS) ?? firstText(input, TEXTS),
    patch: diffOfHunks(listOf(details.structuredPatch)) ?? diffOfInput(input),
  };
}

/** Returns the replacements of an input with old_string and new_string, or with a list of them. */
function diffOfInput(input: JsonObject): string | undefined {
  const edits = Array.isArray(input.edits) ? input.edits.map(objectOf) : [input];
  const diffs = edits.flatMap(({ old_string: before, new_string: after }) =>
    typeof before === 'string' && typeof after === 'string' ? diffOfReplacement(before, after) : [],
  );
  return diffs.length > 0 ? diffs.join('\n') : undefined;
}

function agentDetails(outcome: ToolOutcome): Details {
  const { input, details, output, error } = outcome;
  const isLaunch = details.status === 'async_launched';
  const result = error === undefined && !isLaunch ? (resultText(details.content) ?? output) : '';
  return {
    description: isLaunch ? `Started agent: ${agent.target(outcome)}` : undefined,
    after_state: { input: cutJson(input), ...(result !== '' && cutOutput('result', result)) },
    metadata: defined({
      agent: textOf(details.agentId),
      status: textOf(details.status),
      tool_calls: numberOf(details.totalToolUseCount),
    }),
  };
}

/** Returns the plan that a person approved. The result has it where the person changed it. */
function planDetails(outcome: ToolOutcome): Details {
  const { input, details, error } = outcome;
  const plan = textOf(details.plan) ?? textOf(input.plan);
  if (plan === undefined) return keepAll(outcome);
  const path = textOf(details.filePath) ?? textOf(input.planFilePath);
  const title = lineOf({ ...outcome, input: { plan } }, ['plan']);
  return {
    description: error === undefined ? `Plan approved: ${title}` : undefined,
    entity_id: path,
    after_state: defined({ path, ...cutText('text', plan) }),
  };
}

/** Describes which todo changed, or how far the list is. */
function todoDetails({ input, error }: ToolOutcome): Details {
  const { taskId, status } = input;
  const entries = [input.todos, input.plan].flatMap(listOf).map(objectOf);
  const done = entries.filter((entry) => entry.status === 'completed').length;
  const state = textOf(status) === undefined ? '' : `: ${textOf(status)}`;
  const change = taskId === undefined ? undefined : `Updated item ${idOf(taskId) ?? ''} of the list${state}`;
  const progress =
    entries.length === 0 ? undefined : `Updated the list: ${done} of ${entries.length} completed`;
  return {
    description: error === undefined ? (change ?? progress) : undefined,
    after_state: { input: cutJson(input) },
  };
}

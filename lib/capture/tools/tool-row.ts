/** Writes the log row of a tool call that ended. */
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import type { CapturedRow } from '../facts';
import { defined, firstLine, listOf, numberOf, objectOf, textOf } from '../payload';
import { cutError, cutJson, cutOutput, cutText } from '../text/cut-text';
import { commandState } from './command-state';
import { editState } from './edit-state';
import { firstText, idOf, resultText, type ToolCall } from './tool-call';
import { PATH_FIELDS, toolKind, toolTarget } from './tool-kind';

type Details = Partial<CapturedRow>;

/** A verb, and a target of 200 characters. */
const MAX_DESCRIPTION_LENGTH = 300;

/** What the rows of a type hold besides the tool and its target. Rows of a type that is not here hold the input and the result. */
const DETAILS: Readonly<Record<string, (call: ToolCall) => Details>> = {
  agent: agentDetails,
  command: commandDetails,
  edit: editState,
  note: planDetails,
  question: questionDetails,
  read: readDetails,
  todo: todoDetails,
};

/** Returns the row of a call, whether it succeeded, failed or was refused. */
export function toolRow(call: ToolCall): CapturedRow {
  const { action_type } = toolKind(call.tool);
  const { description, metadata, ...details } = (DETAILS[action_type] ?? otherDetails)(call);
  return defined({
    action_type,
    description: firstLine(description ?? describeCall(call), MAX_DESCRIPTION_LENGTH),
    ...(call.error !== undefined && { error_message: cutError(call.error) || 'Failed' }),
    ...defined(details),
    metadata: defined({
      tool: call.tool,
      call: call.call,
      duration_ms: call.duration_ms,
      is_refused: call.is_refused,
      ...metadata,
    }),
  });
}

function describeCall(call: ToolCall): string {
  const { action_type, verb } = toolKind(call.tool);
  const target = toolTarget(call.tool, call.input, call.cwd);
  if (call.is_refused) return `Refused: ${call.tool} ${target}`;
  if (call.error !== undefined && action_type !== 'command') return `Failed: ${call.tool} ${target}`;
  return target === '' ? verb : `${verb} ${target}`;
}

function commandDetails(call: ToolCall): Details {
  const response = objectOf(call.response);
  const git = objectOf(response.gitOperation);
  const pr = objectOf(git.pr);
  return {
    ...commandState(call),
    entity_id: textOf(objectOf(git.commit).sha) ?? textOf(pr.url) ?? idOf(pr.number),
    metadata: defined({
      purpose: textOf(call.input.description),
      background_task: textOf(response.backgroundTaskId),
      exit_code_meaning: textOf(response.returnCodeInterpretation),
      git: response.gitOperation === undefined ? undefined : cutJson(response.gitOperation),
    }),
  };
}

/** The content that was read is not kept: it is in the file. */
function readDetails(call: ToolCall): Details {
  const file = objectOf(objectOf(call.response).file);
  const path = firstText(call.input, PATH_FIELDS) ?? firstText(file, PATH_FIELDS);
  const lines: JsonObject = defined({
    path,
    lines: numberOf(file.numLines),
    of_lines: numberOf(file.totalLines),
  });
  return { entity_id: path, after_state: call.error === undefined && path !== undefined ? lines : undefined };
}

function agentDetails(call: ToolCall): Details {
  const answer = objectOf(call.response);
  const result = call.error === undefined ? resultText(answer.content ?? call.response) : undefined;
  const isLaunch = answer.status === 'async_launched';
  return {
    description: isLaunch ? `Started agent: ${toolTarget(call.tool, call.input)}` : undefined,
    after_state: {
      input: cutJson(call.input),
      ...(result !== undefined && !isLaunch && cutOutput('result', result)),
    },
    metadata: defined({
      agent: textOf(answer.agentId),
      status: textOf(answer.status),
      tool_calls: numberOf(answer.totalToolUseCount),
    }),
  };
}

/** Returns the answers of the person. */
function questionDetails(call: ToolCall): Details {
  const answers = objectOf(objectOf(call.response).answers);
  const texts = Object.values(answers).flatMap((answer) => resultText(answer) ?? []);
  if (call.error !== undefined || texts.length === 0) return otherDetails(call);
  return {
    description: `${describeCall(call)} ${texts.join(', ')}`,
    after_state: { ...call.input, answers },
  };
}

/** Returns the plan that a person approved. The answer has it where the person changed it. */
function planDetails(call: ToolCall): Details {
  const answer = objectOf(call.response);
  const plan = textOf(answer.plan) ?? textOf(call.input.plan);
  if (plan === undefined) return otherDetails(call);
  const path = textOf(answer.filePath) ?? textOf(call.input.planFilePath);
  return {
    description: describeCall({ ...call, input: { plan } }),
    entity_id: path,
    after_state: defined({ path, ...cutText('text', plan) }),
  };
}

/** Returns which item changed, or how far the list is. */
function todoDetails(call: ToolCall): Details {
  const { taskId, status } = call.input;
  const entries = [call.input.todos, call.input.plan].flatMap(listOf).map(objectOf);
  const done = entries.filter((entry) => entry.status === 'completed').length;
  const change = `Updated item ${idOf(taskId) ?? ''} of the list${textOf(status) ? `: ${textOf(status)}` : ''}`;
  const progress = `Updated the list: ${done} of ${entries.length} completed`;
  const isFailure = call.error !== undefined;
  return {
    description: isFailure
      ? undefined
      : taskId !== undefined
        ? change
        : entries.length > 0
          ? progress
          : undefined,
    after_state: { input: cutJson(call.input) },
  };
}

function otherDetails(call: ToolCall): Details {
  const result = call.error === undefined ? resultText(call.response) : undefined;
  const hasInput = Object.keys(call.input).length > 0;
  const state = {
    ...(hasInput && { input: cutJson(call.input) }),
    ...(result !== undefined && cutOutput('result', result)),
  };
  return Object.keys(state).length > 0 ? { after_state: state } : {};
}

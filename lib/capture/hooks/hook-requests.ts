/** What the client asks a person: permission for a call, approval of a plan, the answer to a question. */
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import type { DecisionOption } from '@/lib/agent-execution/decisions';
import type { RequestFact } from '../facts';
import { defined, firstLine, listOf, objectOf, textOf } from '../payload';
import { cutJson } from '../text/cut-text';
import type { ToolCall } from '../tools/tool-call';
import { callOf, type HookEvent, pickScope } from './hook-event';
import { hookTool } from './hook-tools';

const MAX_QUESTION_LENGTH = 300;

/** Returns the request of an event. Claude Code asks for approval of a plan, and for answers, as for permission of a tool. */
export function readRequest(event: HookEvent): RequestFact[] {
  const call = callOf(event);
  const { tool, input } = call;
  const kind = hookTool(tool);
  const target = kind.target(call);
  const request: JsonObject = { tool, input: cutJson(input) };
  const asked = {
    kind: 'request' as const,
    ...pickScope(event),
    tool,
    action_type: kind.action_type,
    target,
    request,
    options: [],
  };
  const plan = textOf(input.plan);
  if (tool === 'ExitPlanMode' && plan !== undefined)
    return [
      {
        ...asked,
        decision: 'plan',
        question: line(`Approve the plan: ${target}`),
        request: { ...request, plan },
      },
    ];
  if (kind.action_type === 'question')
    return [
      {
        ...asked,
        decision: 'question',
        question: line(target || 'A question'),
        ...questionsOf(call, request),
      },
    ];
  const name = kind.action_type === 'mcp' ? kind.verb : tool;
  return [{ ...asked, decision: 'tool_call', question: line(`${name} ${target}`) }];
}

const line = (text: string) => firstLine(text.trim(), MAX_QUESTION_LENGTH);

/** Returns the questions as the client sends them. The options of a single question are those of the request. */
function questionsOf(
  { input }: ToolCall,
  request: JsonObject,
): { request: JsonObject; options: DecisionOption[] } {
  const questions = listOf(input.questions)
    .map(objectOf)
    .filter(({ question }) => textOf(question) !== undefined);
  const options = questions.length === 1 ? optionsOf(questions[0]?.options) : [];
  return { request: { ...request, questions }, options };
}

function optionsOf(options: JsonObject[string]): DecisionOption[] {
  return listOf(options).flatMap((value) => {
    const { label, description } = objectOf(value);
    const text = textOf(label) ?? textOf(value);
    return text === undefined ? [] : [defined({ label: text, description: textOf(description) })];
  });
}

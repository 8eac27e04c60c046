/** What the client asks a person: permission for a call, approval of a plan, the answer to a question. */
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import type { DecisionOption } from '@/lib/agent-execution/decisions';
import type { RequestFact } from '../facts';
import { defined, listOf, objectOf, textOf } from '../payload';
import { questionLine, requestFact } from '../tools/call-facts';
import type { ToolCall } from '../tools/tool-call';
import { callOf, type HookEvent, pickScope } from './hook-event';
import { hookTool } from './hook-tools';

/** Returns the request of an event. Claude Code asks for approval of a plan, and for answers, as for permission of a tool. */
export function readRequest(event: HookEvent): RequestFact[] {
  const call = callOf(event);
  const { tool, input } = call;
  const asked = requestFact(hookTool(tool), call, pickScope(event));
  const { request, target } = asked;
  const plan = textOf(input.plan);
  if (tool === 'ExitPlanMode' && plan !== undefined)
    return [
      {
        ...asked,
        decision: 'plan',
        question: questionLine(`Approve the plan: ${target}`),
        request: { ...request, plan },
      },
    ];
  if (asked.action_type !== 'question') return [asked];
  const question = questionLine(target || 'A question');
  return [{ ...asked, decision: 'question', question, ...questionsOf(call, request) }];
}

/** Returns the questions as the client sends them. The options of a single question are those of the request. */
export function questionsOf(
  { input }: Pick<ToolCall, 'input'>,
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

/** Writes a plan as Markdown, to paste into an issue, a message or a prompt. */

import { formatStepTime, stepMs, workedUntil } from '@/components/plans/timeline/plan-timing';
import type { PlanWithDetails, Step } from '@/lib/agent-execution/agent-execution.types';
import { stringifyExact } from '@/lib/agent-execution/exact-json';
import { isSettled } from '@/lib/agent-execution/state';
import { sentenceCase } from '@/lib/format/words';

/** Longer results are omitted. */
const MAX_RESULT = 2000;

function quote(text: string): string {
  return text.replace(/^/gm, '> ');
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, '   ');
}

function fence(text: string): string {
  // A fence is one backtick longer than the longest run inside.
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const marks = '`'.repeat(longest + 1);
  return `${marks}json\n${text}\n${marks}`;
}

function stepMarkdown(step: Step, now: number): string {
  const time = formatStepTime(stepMs(step, now), step.estimated_duration);
  const notes = [step.action, sentenceCase(step.status).toLowerCase(), time].filter(Boolean).join(', ');
  const description = step.description.replace(/\s*\n\s*/g, ' ');
  const lines = [`${step.step_number}. [${isSettled(step.status) ? 'x' : ' '}] ${description} (${notes})`];
  if (step.error_message) lines.push(indent(quote(step.error_message)));
  const result = step.result === null ? '' : stringifyExact(step.result, 2);
  if (result && result.length <= MAX_RESULT) lines.push(indent(fence(result)));
  return lines.join('\n');
}

/** Returns the title, state, reasoning and steps with errors and short results. `now` is in milliseconds since 1970. */
export function planMarkdown(plan: PlanWithDetails, now: number): string {
  const parts = [
    `# ${plan.task.title}`,
    `${sentenceCase(plan.status)}, ${plan.completed_steps}/${plan.total_steps} steps, ${plan.plan_type} by ${plan.created_by}`,
    plan.agent_reasoning ? quote(plan.agent_reasoning) : '',
    plan.steps.map((step) => stepMarkdown(step, workedUntil(plan, now))).join('\n'),
  ];
  return `${parts.filter(Boolean).join('\n\n')}\n`;
}

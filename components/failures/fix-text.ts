/** Turns the fix of an earlier failure into a step to do, or into an entry of context. */
import type { NewStepInput, SetContextInput } from '@/lib/agent-execution/agent-execution.types';
import type { FailureFix, KnownFailure } from '@/lib/agent-execution/failures';
import { formatCount } from '@/lib/format/words';

const placeOf = ({ step_number, task_title }: Pick<FailureFix, 'step_number' | 'task_title'>) =>
  `step ${step_number} of “${task_title}”`;

function doneText({ actions }: FailureFix): string {
  return actions.length > 0 ? `\n\nWhat was done there:\n${actions.map((one) => `- ${one}`).join('\n')}` : '';
}

/** Returns `Seen 7 times in 3 plans`, with the present one. */
export function seenWords({ seen, plans }: Pick<KnownFailure, 'seen' | 'plans'>): string {
  return `Seen ${seen >= 1000 ? '1,000 times or more' : formatCount(seen, 'time')} in ${formatCount(plans, 'plan')}`;
}

/** Returns `last fixed by step 2 of “Release the app”`. */
export function fixWords(fix: Pick<FailureFix, 'step_number' | 'task_title'>): string {
  return `last fixed by ${placeOf(fix)}`;
}

/** Returns a step that can begin at once, although another one is blocked. */
export function fixStep(fix: FailureFix): NewStepInput {
  return {
    action: fix.action,
    description: `Fix this as ${placeOf(fix)} did: ${fix.description}${doneText(fix)}`.slice(0, 10_000),
    depends_on: [],
  };
}

/** Returns an entry for agents that meet the failure again. The same failure replaces the entry. */
export function fixEntry(planId: string, failure: KnownFailure, fix: FailureFix): SetContextInput {
  return {
    plan_id: planId,
    context_type: 'fix',
    context_key: `failure/${failure.fingerprint}`,
    context_value: `The failure “${failure.signature}” was fixed by ${placeOf(fix)}: ${fix.description}${doneText(fix)}`,
    metadata: { fingerprint: failure.fingerprint, plan_id: fix.plan_id, step_number: fix.step_number },
  };
}

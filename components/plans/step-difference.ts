/** What two declarations of steps have of a difference, as a page tells it. */
import type { SpelledStep, StepDifference } from '@/lib/agent-execution/versions';

/** All but what is the same, in the order of the newer declaration. */
export function changedRows(differences: StepDifference[]): StepDifference[] {
  return differences.filter(({ change }) => change !== 'same');
}

/** What a step says besides its words and estimate: always its approval, the rest where it is different. */
export function factsOf(step: SpelledStep, fields: string[]): string[] {
  const known = new Set(['step', 'action', 'description', 'estimated_duration', 'requires_approval']);
  const facts = step.requires_approval ? ['requires approval'] : [];
  for (const field of fields.filter((name) => !known.has(name))) {
    if (field === 'depends_on')
      facts.push(
        step.depends_on.length > 0 ? `waits for ${step.depends_on.join(', ')}` : 'waits for nothing',
      );
    else if (field === 'max_attempts')
      facts.push(`${step.max_attempts} ${step.max_attempts === 1 ? 'attempt' : 'attempts'}`);
    else facts.push(`${field} ${JSON.stringify(step[field as keyof SpelledStep] ?? null)}`); // a caller's own field
  }
  return facts;
}

/** `+1 −2 ~3`, in words: what a version did to the one before it. */
export function changeWords(counts: {
  added: number;
  removed: number;
  changed: number;
  moved: number;
}): string {
  const words = (['added', 'removed', 'changed', 'moved'] as const)
    .filter((kind) => counts[kind] > 0)
    .map((kind) => `${counts[kind]} ${kind}`);
  return words.join(', ') || 'nothing changed';
}

/** Describes the differences of two declarations of steps. */
import type { DeclaredStep, StepDifference } from '@/lib/agent-execution/versions';

/** Returns the changed steps, in the order of the newer declaration. */
export function changedRows(differences: StepDifference[]): StepDifference[] {
  return differences.filter(({ change }) => change !== 'same');
}

/** Returns the other fields of a step: approval always, the rest if they differ. */
export function factsOf(step: DeclaredStep, fields: string[]): string[] {
  const known = new Set(['step', 'action', 'description', 'estimated_duration', 'requires_approval']);
  const facts = step.requires_approval ? ['requires approval'] : [];
  for (const field of fields.filter((name) => !known.has(name))) {
    if (field === 'depends_on')
      facts.push(
        step.depends_on.length > 0 ? `waits for ${step.depends_on.join(', ')}` : 'waits for nothing',
      );
    else if (field === 'max_attempts')
      facts.push(`${step.max_attempts} ${step.max_attempts === 1 ? 'attempt' : 'attempts'}`);
    else facts.push(`${field} ${JSON.stringify(step[field as keyof DeclaredStep] ?? null)}`); // a custom field of the caller
  }
  return facts;
}

/** Returns the changes of a version in words. */
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

/** The rule for commit subjects: `area: change`, in the imperative, at most 72 characters. */

const MAX_SUBJECT_LENGTH = 72;
const SHAPE = /^[\w-]+(?: [\w-]+)*: (?<verb>\S+) \S/;
/** Subjects that git itself writes. */
const REVERT = /^Revert "/;
/** Endings of other verb forms: adds, added, adding. */
const OTHER_FORM = /(?:[^su]s|ed|ing)$/;
/** Imperatives that end like another verb form. */
const IMPERATIVES = new Set(
  'alias bias bring canvas embed feed need proceed seed shed speed string succeed'.split(' '),
);

/** Returns the error of a subject, or null. */
export function subjectProblem(subject: string): string | null {
  if (REVERT.test(subject)) return null;
  const { length } = [...subject];
  if (length > MAX_SUBJECT_LENGTH) return `has ${length} characters; use at most ${MAX_SUBJECT_LENGTH}`;
  const verb = SHAPE.exec(subject)?.groups?.verb;
  if (!verb) return 'is not `area: change`, such as "leases: refuse an expired token"';
  if (OTHER_FORM.test(verb) && !IMPERATIVES.has(verb))
    return `begins the change with "${verb}"; use the imperative, such as "add" or "fix"`;
  return null;
}

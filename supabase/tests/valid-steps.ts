/** Generates steps that a plan may declare. */
import fc from 'fast-check';

const declaredStep = fc.record(
  {
    action: fc.string({ minLength: 1, maxLength: 20 }).map((text) => `a${text.replaceAll('\0', '')}`),
    description: fc.string({ minLength: 1, maxLength: 50 }).map((text) => `d${text.replaceAll('\0', '')}`),
    estimated_duration: fc.integer({ min: 0, max: 10_000 }),
    requires_approval: fc.boolean(),
    max_attempts: fc.integer({ min: 1, max: 100 }),
  },
  { requiredKeys: ['action', 'description'] },
);

/** Their dependencies, where they name any, all refer to earlier steps. */
export const validSteps = fc.array(declaredStep, { minLength: 1, maxLength: 12 }).chain((steps) =>
  fc
    .tuple(
      ...steps.map((_, i) =>
        fc.option(fc.uniqueArray(fc.integer({ min: 1, max: Math.max(1, i) }), { maxLength: i }), {
          nil: undefined,
        }),
      ),
    )
    .map((dependencies) =>
      steps.map((step, i) => ({
        step: i + 1,
        ...step,
        ...(dependencies[i] && { depends_on: dependencies[i] }),
      })),
    ),
);

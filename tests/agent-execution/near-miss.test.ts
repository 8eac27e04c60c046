import { describe, expect, test } from 'vitest';
import { editDistance, nearestName, unknownField } from '@/lib/agent-execution/near-miss';

const stepFields = [
  'step',
  'action',
  'description',
  'estimated_duration',
  'depends_on',
  'requires_approval',
  'max_attempts',
  'metadata',
];

describe('the nearest known name', () => {
  test.each([
    ['requiresApproval', 'requires_approval'],
    ['approval_required', 'requires_approval'],
    ['require_approval', 'requires_approval'],
    ['Requires-Approval', 'requires_approval'],
    ['dependsOn', 'depends_on'],
    ['depend_on', 'depends_on'],
    ['dependencies', 'depends_on'],
    ['estimated_minutes', 'estimated_duration'],
    ['estimatedDuraton', 'estimated_duration'],
    ['descripton', 'description'],
    ['maxRetries', 'max_attempts'],
  ])('of %s is %s', (sent, meant) => {
    expect(nearestName(sent, stepFields)).toBe(meant);
    expect(unknownField(sent, stepFields)).toBe(`is not a field here; did you mean ${meant}?`);
  });

  test.each(['colour', 'xyz', 'a', '', '__proto__', 'constructor', 'r'.repeat(10_000)])(
    'of %j does not exist',
    (sent) => {
      expect(nearestName(sent, stepFields)).toBeNull();
      expect(unknownField(sent, ['step', 'action'])).toBe('is not a field here; the fields are step, action');
    },
  );
});

test('counts inserted, removed, replaced and swapped letters as one each', () => {
  expect([
    editDistance('step', 'steps'),
    editDistance('steps', 'step'),
    editDistance('stap', 'step'),
    editDistance('setp', 'step'),
    editDistance('', 'step'),
    editDistance('kitten', 'sitting'),
  ]).toEqual([1, 1, 1, 1, 4, 3]);
});

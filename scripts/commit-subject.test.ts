import { describe, expect, test } from 'vitest';
import { subjectProblem } from './commit-subject';

describe('a commit subject', () => {
  test.each([
    'leases: refuse a report whose lease expired',
    'web server: keep idle connections longer than proxies do',
    'plans from Markdown: pass empty lists',
    'e2e: seed rows instead of clicking',
    `docs: ${'x'.repeat(33)} ${'y'.repeat(32)}`,
    'Revert "leases: refuse a report whose lease expired, and a body that makes it longer than allowed"',
  ])('is accepted: %s', (subject) => {
    expect(subjectProblem(subject)).toBeNull();
  });

  test.each([
    ['Refuse a stale lease token', /is not `area: change`/],
    ['leases:refuse a stale token', /is not `area: change`/],
    ['leases: refuse', /is not `area: change`/],
    ['leases, steps: refuse a stale token', /is not `area: change`/],
    ['leases: refused a stale token', /"refused"; use the imperative/],
    ['leases: refusing a stale token', /"refusing"; use the imperative/],
    ['leases: refuses a stale token', /"refuses"; use the imperative/],
    [`docs: ${'x'.repeat(33)} ${'y'.repeat(33)}`, /has 73 characters; use at most 72/],
  ])('is refused: %s', (subject, problem) => {
    expect(subjectProblem(subject)).toMatch(problem);
  });
});

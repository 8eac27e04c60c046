import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPlanBody } from '../api/contracts/plans.ts';
import { parsePlanMarkdown } from './parse-plan-markdown.ts';

test('a numbered list gives a step an item, with action, estimate and what it waits for', () => {
  const text = `# Study

Some words before.

1. **search**: find papers (30 min)
2. analyze: read the best ten (1 h 20 min, after 1)
3. Write it up ~2h
4. Send it, depends on 1, 3
`;
  expect(parsePlanMarkdown(text)).toEqual([
    { action: 'search', description: 'find papers', estimated_duration: 30 },
    { action: 'analyze', description: 'read the best ten', estimated_duration: 80, depends_on: [1] },
    { action: 'work', description: 'Write it up', estimated_duration: 120 },
    { action: 'work', description: 'Send it', depends_on: [1, 3] },
  ]);
});

test('a checklist gives steps, whatever is ticked', () => {
  expect(parsePlanMarkdown('- [ ] One (45m)\n- [x] Two')).toEqual([
    { action: 'work', description: 'One', estimated_duration: 45 },
    { action: 'work', description: 'Two' },
  ]);
});

test('what is nested joins the description', () => {
  const [step, ...more] = parsePlanMarkdown(
    '1. Build it\n   - the **door**\n     - the lock\n   - the [roof](https://a.b)\n',
  );
  expect(more).toEqual([]);
  expect(step?.description).toBe('Build it\n- the door\n  - the lock\n- the roof (https://a.b)');
});

test('headings are steps where lists are bullets beneath them', () => {
  const text = '# Plan\n\n## Step 1: Research (2 h)\n\n- books\n- talks\n\n## 2. Write\n\nTen pages.';
  expect(parsePlanMarkdown(text)).toEqual([
    { action: 'work', description: 'Research\n- books\n- talks', estimated_duration: 120 },
    { action: 'work', description: 'Write\nTen pages.' },
  ]);
});

test('bullets alone are steps, and so are plain lines', () => {
  expect(parsePlanMarkdown('- One\n- Two')).toHaveLength(2);
  expect(parsePlanMarkdown('One\nTwo\n\nThree').map(({ description }) => description)).toEqual([
    'One',
    'Two',
    'Three',
  ]);
  expect(parsePlanMarkdown(' \n')).toEqual([]);
});

test.each([
  ['Wait (30 min)', 30],
  ['Wait (~2h)', 120],
  ['Wait [1.5 h]', 90],
  ['Wait 30m', 30],
  ['Wait – 1 h 20 min', 80],
  ['Wait (90 minutes est.)', 90],
  ['Wait, about 1 hour', 60],
])('%s takes %i minutes', (line, minutes) => {
  expect(parsePlanMarkdown(line)).toEqual([
    { action: 'work', description: 'Wait', estimated_duration: minutes },
  ]);
});

test.each([
  'Run 100m in 12 s',
  'See https://example.com',
  'Meet at 10:30',
  'Rest (after 2 days)',
  'Wait 999999 h',
])('%s stays as it is', (line) => {
  expect(parsePlanMarkdown(line)).toEqual([{ action: 'work', description: line }]);
});

test('no step waits for itself or for one after it', () => {
  const steps = parsePlanMarkdown('1. One (after 2)\n2. Two (after 2, 1, 1, 9)');
  expect(steps.map(({ depends_on }) => depends_on)).toEqual([undefined, [1]]);
});

test('brackets that say more than when are part of the text', () => {
  const [, step] = parsePlanMarkdown('1. One\n2. Rest (after 1 day, 30 min of sleep)');
  expect(step).toEqual({ action: 'work', description: 'Rest (after 1 day, 30 min of sleep)' });
});

test('a thousand steps are the most, and nesting has no bottom', () => {
  expect(parsePlanMarkdown('- a\n'.repeat(1500))).toHaveLength(1000);
  expect(parsePlanMarkdown('> '.repeat(20_000))).toEqual([]);
  expect(parsePlanMarkdown(`${'> '.repeat(20_000)}a`)).toHaveLength(1);
  expect(parsePlanMarkdown('1. '.repeat(5000)).length).toBeLessThanOrEqual(1);
});

const line = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .tuple(
      fc.constantFrom(
        '',
        '- ',
        '1. ',
        '- [ ] ',
        '## ',
        '> ',
        '   - ',
        '    ',
        '```',
        '|a|b|',
        '***',
        'search: ',
      ),
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom(
        '',
        ' (30 min)',
        ' ~2h',
        ' (after 1, 3)',
        ' depends on 2',
        '(',
        '\0',
        '\ud800',
        '<b>',
        '[x](y)',
      ),
    )
    .map((parts) => parts.join('')),
);

test('any text becomes steps that the API takes', () => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 40 }), (lines) => {
      const steps = parsePlanMarkdown(lines.join('\n')).map((step, index) => ({ step: index + 1, ...step }));
      for (const { step, depends_on = [] } of steps) {
        expect(depends_on.every((number) => number >= 1 && number < step)).toBe(true);
      }
      const body = { task_id: 'task', plan_type: 'plan', steps };
      if (steps.length > 0) expect(createPlanBody.safeParse(body).error).toBeUndefined();
    }),
    { numRuns: 300 },
  );
});

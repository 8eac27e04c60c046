import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPlanBody } from '../api/contracts/plans.ts';
import { parsePlanMarkdown } from './parse-plan-markdown.ts';

test('returns a step for each item of a numbered list, with action, estimate and dependencies', () => {
  const text = `# Study

Some words before.

1. **search**: find papers (30 min)
2. analyze: read the best ten (1 h 20 min, after 1)
3. Write it up ~2h
4. Send it, depends on 1, 3
`;
  expect(parsePlanMarkdown(text).steps).toEqual([
    { action: 'search', description: 'find papers', estimated_duration: 30 },
    { action: 'analyze', description: 'read the best ten', estimated_duration: 80, depends_on: [1] },
    { action: 'work', description: 'Write it up', estimated_duration: 120 },
    { action: 'work', description: 'Send it', depends_on: [1, 3] },
  ]);
});

test('returns a step for each item of a checklist, ticked or not', () => {
  expect(parsePlanMarkdown('- [ ] One (45m)\n- [x] Two').steps).toEqual([
    { action: 'work', description: 'One', estimated_duration: 45 },
    { action: 'work', description: 'Two' },
  ]);
});

test('adds nested text to the description', () => {
  const [step, ...more] = parsePlanMarkdown(
    '1. Build it\n   - the **door**\n     - the lock\n   - the [roof](https://a.b)\n',
  ).steps;
  expect(more).toEqual([]);
  expect(step?.description).toBe('Build it\n- the door\n  - the lock\n- the roof (https://a.b)');
});

test('returns a step for each heading with bullets below it', () => {
  const text = '# Plan\n\n## Step 1: Research (2 h)\n\n- books\n- talks\n\n## 2. Write\n\nTen pages.';
  expect(parsePlanMarkdown(text).steps).toEqual([
    { action: 'work', description: 'Research\n- books\n- talks', estimated_duration: 120 },
    { action: 'work', description: 'Write\nTen pages.' },
  ]);
});

test('returns a step for each bullet or plain line if there is nothing else', () => {
  expect(parsePlanMarkdown('- One\n- Two').steps).toHaveLength(2);
  expect(parsePlanMarkdown('One\nTwo\n\nThree').steps.map(({ description }) => description)).toEqual([
    'One',
    'Two',
    'Three',
  ]);
  expect(parsePlanMarkdown(' \n').steps).toEqual([]);
});

test.each([
  ['Wait (30 min)', 30],
  ['Wait (~2h)', 120],
  ['Wait [1.5 h]', 90],
  ['Wait 30m', 30],
  ['Wait – 1 h 20 min', 80],
  ['Wait (90 minutes est.)', 90],
  ['Wait, about 1 hour', 60],
])('reads %s as %i minutes', (line, minutes) => {
  expect(parsePlanMarkdown(line).steps).toEqual([
    { action: 'work', description: 'Wait', estimated_duration: minutes },
  ]);
});

test.each([
  'Run 100m in 12 s',
  'See https://example.com',
  'Meet at 10:30',
  'Rest (after 2 days)',
  'Wait 999999 h',
])('reads no estimate or dependency in %s', (line) => {
  expect(parsePlanMarkdown(line).steps).toEqual([{ action: 'work', description: line }]);
});

test('drops dependencies on the step itself and on later steps', () => {
  const steps = parsePlanMarkdown('1. One (after 2)\n2. Two (after 2, 1, 1, 9)').steps;
  expect(steps.map(({ depends_on }) => depends_on)).toEqual([undefined, [1]]);
});

test.each([
  ['Wait (1 day)', 480],
  ['Wait (90s)', 1.5],
  ['Wait (2 weeks)', 4800],
  ['Wait (1 day 2 h)', 600],
  ['Wait（３０ min）', 30],
])('reads %s as %d minutes in brackets', (line, minutes) => {
  expect(parsePlanMarkdown(line).steps).toEqual([
    { action: 'work', description: 'Wait', estimated_duration: minutes },
  ]);
});

test('returns a step for each bold numbered line, with the text below it', () => {
  const text = '**1. Setup** (1 day)\n\nInstall it.\n\n1. first\n2. second\n\n**2. Build**: all of it\n';
  expect(parsePlanMarkdown(text)).toEqual({
    steps: [
      { action: 'work', description: 'Setup\nInstall it.\n- first\n- second', estimated_duration: 480 },
      { action: 'build', description: 'all of it' },
    ],
    unread: [],
  });
});

test.each([
  ['１．设计\n２．实现（30 min、after 1）', ['设计', '实现']],
  ['1、设计\n2、实现', ['设计', '实现']],
  ['１） Design\n２） Build', ['Design', 'Build']],
])('reads a list with full-width digits and marks: %j', (text, expected) => {
  expect(parsePlanMarkdown(text).steps.map(({ description }) => description)).toEqual(expected);
});

test('returns a step for each row of a table of tasks, with all its cells', () => {
  const text = `Our plan:

| # | Task | Estimate | Depends on | Owner |
|---|------|----------|------------|-------|
| 1 | search: find papers | 30 min | - | Ann |
| 2 | **Read** them | 1 day | 1 | |
| 3 | Write | soon | the reviewers | Bo |
`;
  expect(parsePlanMarkdown(text)).toEqual({
    steps: [
      { action: 'search', description: 'find papers\nOwner: Ann', estimated_duration: 30 },
      { action: 'work', description: 'Read them', estimated_duration: 480, depends_on: [1] },
      { action: 'work', description: 'Write (soon) (Depends on: the reviewers)\nOwner: Bo' },
    ],
    unread: ['Our plan:'],
  });
  expect(parsePlanMarkdown('| Step | Description | Minutes |\n|-|-|-|\n| 1 | Do it | 20 |').steps).toEqual([
    { action: 'work', description: 'Do it', estimated_duration: 20 },
  ]);
});

test('returns the lines that are in no step', () => {
  const text = '# Study\n\nSome words.\n\n1. One\n\nBetween.\n\n2. Two\n\n| a | b |\n|---|---|\n| c | d |';
  expect(parsePlanMarkdown(text).unread).toEqual([
    '# Study',
    'Some words.',
    'Between.',
    '| a | b |',
    '|---|---|',
    '| c | d |',
  ]);
  expect(parsePlanMarkdown('Intro\n\n## One\n\n## Two').unread).toEqual(['Intro']);
  expect(parsePlanMarkdown('- a\n'.repeat(1001)).unread).toEqual(['a']);
  expect(parsePlanMarkdown(`1. ${'x'.repeat(10_002)}`).unread).toEqual(['xx']);
  expect(parsePlanMarkdown(`${'1. x\n'.repeat(50_000)}end`).unread.at(-1)).toBe('end');
});

test('keeps brackets that hold more than an estimate or dependencies', () => {
  const [, step] = parsePlanMarkdown('1. One\n2. Rest (after 1 day, 30 min of sleep)').steps;
  expect(step).toEqual({ action: 'work', description: 'Rest (after 1 day, 30 min of sleep)' });
});

test('reads at most 1,000 steps, at any depth', () => {
  expect(parsePlanMarkdown('- a\n'.repeat(1500)).steps).toHaveLength(1000);
  expect(parsePlanMarkdown('> '.repeat(20_000)).steps).toEqual([]);
  expect(parsePlanMarkdown(`${'> '.repeat(20_000)}a`).steps).toHaveLength(1);
  expect(parsePlanMarkdown('1. '.repeat(5000)).steps.length).toBeLessThanOrEqual(1);
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

test('returns steps that the API accepts for any text', () => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 40 }), (lines) => {
      const steps = parsePlanMarkdown(lines.join('\n')).steps.map((step, index) => ({
        step: index + 1,
        ...step,
      }));
      for (const { step, depends_on = [] } of steps) {
        expect(depends_on.every((number) => number >= 1 && number < step)).toBe(true);
      }
      const body = { task_id: 'task', plan_type: 'plan', steps };
      if (steps.length > 0) expect(createPlanBody.safeParse(body).error).toBeUndefined();
    }),
    { numRuns: 300 },
  );
});

const word = fc.stringMatching(/^[a-z]{4,9}$/);
const block = fc
  .tuple(
    fc.constantFrom('', '- ', '1. ', '- [ ] ', '## ', '### ', '> ', '**1. ', '１、', '   - '),
    fc.array(word, { minLength: 1, maxLength: 4 }),
    fc.constantFrom('\n', '\n\n'),
  )
  .map(([mark, words, end]) => `${mark}${words.join(' ')}${mark.startsWith('**') ? '**' : ''}${end}`);

test('returns every word of a text in a step or in an unread line', () => {
  fc.assert(
    fc.property(fc.array(block, { minLength: 1, maxLength: 12 }), (blocks) => {
      const text = blocks.join('');
      const { steps, unread } = parsePlanMarkdown(text);
      const kept = [...steps.map((step) => `${step.action} ${step.description}`), ...unread].join('\n');
      for (const known of text.match(/[a-z]{4,}/g) ?? []) expect(kept).toContain(known);
    }),
    { numRuns: 300 },
  );
});

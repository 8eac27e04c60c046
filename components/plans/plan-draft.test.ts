import { expect, test } from 'vitest';
import { planTemplates } from '@/lib/agent-execution/plan-templates';
import { blankRow, draftMinutes, readDraft, removeRow, toDraftRows } from './plan-draft';

const row = (description: string, more = {}) => ({ ...blankRow(), description, ...more });

test('rows become steps; blank ones are left out and the numbers close up', () => {
  const rows = [
    row('One', { action: 'search', minutes: '30' }),
    blankRow(),
    row('Three', { waitsFor: 'none' }),
    row('Four', { waitsFor: '#1, 3 2' }),
  ];
  expect(readDraft(rows)).toEqual({
    steps: [
      { step: 1, action: 'search', description: 'One', estimated_duration: 30 },
      { step: 2, action: 'work', description: 'Three', depends_on: [] },
      { step: 3, action: 'work', description: 'Four', depends_on: [1, 2] },
    ],
  });
});

test.each([
  [[], 'The plan has no steps yet.'],
  [[row('', { minutes: '5' })], 'Step 1 says nothing to do.'],
  [[row('One', { minutes: 'soon' })], 'The estimate of step 1 is not a number of minutes.'],
  [[row('One'), row('Two', { waitsFor: '2' })], 'What step 2 waits for cannot be read.'],
  [[row('One'), row('Two', { waitsFor: '3' })], 'What step 2 waits for cannot be read.'],
  [[row('One'), row('Two', { waitsFor: 'One' })], 'What step 2 waits for cannot be read.'],
])('what cannot be a plan is refused: %#', (rows, message) => {
  expect(readDraft(rows)).toMatchObject({ error: { message } });
});

test('removing a row renumbers what the others wait for', () => {
  const rows = [row('One'), row('Two'), row('Three', { waitsFor: '1, 2' }), row('Four', { waitsFor: '3' })];
  expect(removeRow(rows, 1).map(({ waitsFor }) => waitsFor)).toEqual(['', '1', '2']);
  expect(removeRow([row('One'), row('Two', { waitsFor: 'none' })], 0)[0]?.waitsFor).toBe('none');
});

test('each template is a plan, and comes through the draft as it is', () => {
  for (const { steps } of planTemplates) {
    const expected = steps.map((step, index) => ({ step: index + 1, ...step }));
    expect(readDraft(toDraftRows(steps))).toEqual({ steps: expected });
    expect(steps.every(({ depends_on = [] }, index) => depends_on.every((number) => number <= index))).toBe(
      true,
    );
    expect(draftMinutes(toDraftRows(steps))).toBeGreaterThan(60);
  }
});

import { expect, test } from 'vitest';
import { planTemplates } from '@/lib/dashboard/plan-templates';
import { blankRow, draftMinutes, readDraft, removeRow, toDraftRows } from './plan-draft';

const row = (description: string, more = {}) => ({ ...blankRow(), description, ...more });

test('turns rows into steps, omits blank rows and renumbers', () => {
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
  [[row('', { minutes: '5' })], 'Step 1 has no description.'],
  [[row('One', { minutes: 'soon' })], 'The estimate of step 1 is not a number of minutes.'],
  [[row('One'), row('Two', { waitsFor: '2' })], 'The step numbers that step 2 waits for are not valid.'],
  [[row('One'), row('Two', { waitsFor: '3' })], 'The step numbers that step 2 waits for are not valid.'],
  [[row('One'), row('Two', { waitsFor: 'One' })], 'The step numbers that step 2 waits for are not valid.'],
])('refuses rows that are not a valid plan: %#', (rows, message) => {
  expect(readDraft(rows)).toMatchObject({ error: { message } });
});

test('renumbers dependencies when a row is removed', () => {
  const rows = [row('One'), row('Two'), row('Three', { waitsFor: '1, 2' }), row('Four', { waitsFor: '3' })];
  expect(removeRow(rows, 1).map(({ waitsFor }) => waitsFor)).toEqual(['', '1', '2']);
  expect(removeRow([row('One'), row('Two', { waitsFor: 'none' })], 0)[0]?.waitsFor).toBe('none');
});

test('reads each template back unchanged', () => {
  for (const { steps } of planTemplates) {
    const expected = steps.map((step, index) => ({ step: index + 1, ...step }));
    expect(readDraft(toDraftRows(steps))).toEqual({ steps: expected });
    expect(steps.every(({ depends_on = [] }, index) => depends_on.every((number) => number <= index))).toBe(
      true,
    );
    expect(draftMinutes(toDraftRows(steps))).toBeGreaterThan(60);
  }
});

import { expect, it } from 'vitest';
import { widthsOfTabs } from './tab-overflow';

const tabs = ['Transcript', 'Log', 'Steering', 'Evidence', 'Context', 'Subtasks', 'Versions'].map(
  (label) => ({
    name: label,
    label,
  }),
);

it('gives room to the first tabs first, and to all from one width on', () => {
  const widths = widthsOfTabs(tabs, 'Log');
  expect(widths.tabs).toEqual([256, null, 320, 352, 416, 480, 480]);
  expect(widths.all).toBe(480);
});

it('keeps room for the open tab, wherever it is', () => {
  expect(widthsOfTabs(tabs, 'Versions').tabs).toEqual([256, 320, 352, 416, 480, 480, null]);
});

it('counts the number beside a label', () => {
  const counted = tabs.map((tab) => ({ ...tab, count: 12 }));
  expect(widthsOfTabs(counted, 'Log').all).toBeGreaterThan(widthsOfTabs(tabs, 'Log').all);
});

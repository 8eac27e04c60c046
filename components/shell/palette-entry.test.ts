import { Moon } from 'lucide-react';
import { expect, test } from 'vitest';
import { matchGroups, rankGroups, withoutTargets } from './palette-entry';

const groups = [
  {
    title: 'Actions',
    entries: [
      { id: 'dark', label: 'Dark theme', icon: Moon, target: '/' },
      { id: 'light', label: 'Light theme', detail: 'Bright', icon: Moon, target: '/' },
    ],
  },
  { title: 'Pages', entries: [{ id: 'plans', label: 'Plans', icon: Moon, target: '/plans' }] },
];

const ids = (query: string) => matchGroups(groups, query).map(({ entries }) => entries.map(({ id }) => id));

test('returns all entries without a query', () => {
  expect(ids(' ')).toEqual([['dark', 'light'], ['plans']]);
});

test('requires every word in label or detail, and drops empty groups', () => {
  expect(ids('THEME bright')).toEqual([['light']]);
  expect(ids('plan')).toEqual([['plans']]);
  expect(ids('plan theme')).toEqual([]);
});

test('lists a target only once', () => {
  const [, pages] = groups;
  const rest = withoutTargets(groups, pages ? [pages] : []);
  expect(rest.map(({ entries }) => entries.length)).toEqual([2, 0]);
});

test('ranks a command of that name first, then names that begin with the query', () => {
  const entry = (label: string, isAction = false) => ({
    id: label,
    label,
    icon: Moon,
    target: '/',
    isAction,
  });
  const named = [
    { title: 'Recent', entries: [entry('Repair the pause'), entry('Pause')] },
    { title: 'Commands', entries: [entry('Cancel'), entry('Pause…', true)] },
    { title: 'Pages', entries: [entry('Menopause')] },
  ];
  const { near, far } = rankGroups(matchGroups(named, 'pause'), 'Pause ');
  expect(near.flatMap(({ entries }) => entries.map(({ id }) => id))).toEqual([
    'Pause…',
    'Pause',
    'Repair the pause',
  ]);
  expect(far.flatMap(({ entries }) => entries.map(({ id }) => id))).toEqual(['Menopause']);
});

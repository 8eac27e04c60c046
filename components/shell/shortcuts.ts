/** Every shortcut in one list: what `?` shows, and the letters that go to pages. The keys are heard where they work. */
import { navigation } from './navigation';

export interface Shortcut {
  /** Pressed one after the other; `mod` is ⌘ or Ctrl and is held. */
  keys: string[];
  words: string;
}

export interface ShortcutGroup {
  title: string;
  shortcuts: Shortcut[];
}

const letterOfPage: Record<string, string> = {
  '/': 'o',
  '/plans': 'p',
  '/tasks': 't',
  '/logs': 'l',
  '/context': 'c',
  '/analytics': 'a',
  '/templates': 'm',
  '/connect': 'n',
  '/settings': 's',
};

const jumps = navigation.flatMap(({ label, href }) => {
  const letter = letterOfPage[href];
  return letter ? [{ letter, label, href }] : [];
});

/** The address that each letter goes to after g. */
export const pageOfLetter: Record<string, string> = Object.fromEntries(
  jumps.map(({ letter, href }) => [letter, href]),
);

/** The keys that go to a page, if it has any. */
export function keysOfPage(href: string): string[] | undefined {
  const letter = letterOfPage[href];
  return letter ? ['g', letter] : undefined;
}

export const shortcutGroups: ShortcutGroup[] = [
  {
    title: 'Everywhere',
    shortcuts: [
      { keys: ['mod', 'k'], words: 'Search and commands' },
      { keys: ['?'], words: 'This list' },
      { keys: ['/'], words: 'Search in the page' },
      { keys: ['Esc'], words: 'Close what is open' },
    ],
  },
  {
    title: 'Go to',
    shortcuts: jumps.map(({ letter, label }) => ({ keys: ['g', letter], words: label })),
  },
  {
    title: 'Plans',
    shortcuts: [
      { keys: ['j'], words: 'Next plan' },
      { keys: ['k'], words: 'Plan before' },
      { keys: ['Enter'], words: 'Open the plan' },
      { keys: ['x'], words: 'Select the plan' },
      { keys: ['Shift', 'x'], words: 'Select up to the plan' },
    ],
  },
  {
    title: 'Steps of a plan',
    shortcuts: [
      { keys: ['j'], words: 'Next step' },
      { keys: ['k'], words: 'Step before' },
      { keys: ['Enter'], words: 'Open or close the step' },
      { keys: ['c'], words: 'Complete the step' },
    ],
  },
  {
    title: 'Log',
    shortcuts: [
      { keys: ['j'], words: 'Next row' },
      { keys: ['k'], words: 'Row before' },
      { keys: ['Enter'], words: 'Open or close the row' },
    ],
  },
];

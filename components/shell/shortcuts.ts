/** The list of shortcuts that `?` shows, and the letters of the pages. Each component handles its own keys. */
import { navigation } from './navigation';

export interface Shortcut {
  /** Keys pressed in sequence; `mod` is ⌘ or Ctrl, held down. */
  keys: string[];
  words: string;
}

export interface ShortcutGroup {
  title: string;
  shortcuts: Shortcut[];
}

const letterOfPage: Record<string, string> = {
  '/': 'o',
  '/approvals': 'v',
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

/** The URL of each letter after g. */
export const pageOfLetter: Record<string, string> = Object.fromEntries(
  jumps.map(({ letter, href }) => [letter, href]),
);

/** Returns the keys that go to a page. */
export function keysOfPage(href: string): string[] | undefined {
  const letter = letterOfPage[href];
  return letter ? ['g', letter] : undefined;
}

export const shortcutGroups: ShortcutGroup[] = [
  {
    title: 'Everywhere',
    shortcuts: [
      { keys: ['mod', 'k'], words: 'Search and commands' },
      { keys: ['?'], words: 'Keyboard shortcuts' },
      { keys: ['/'], words: 'Search in the page' },
      { keys: ['Esc'], words: 'Close the dialog or menu' },
    ],
  },
  {
    title: 'Go to',
    shortcuts: jumps.map(({ letter, label }) => ({ keys: ['g', letter], words: label })),
  },
  {
    title: 'Approvals',
    shortcuts: [
      { keys: ['j'], words: 'Next decision' },
      { keys: ['k'], words: 'Previous decision' },
      { keys: ['a'], words: 'Allow, approve, or send the answer' },
      { keys: ['r'], words: 'Reject with a reason' },
      { keys: ['x'], words: 'Select the decision' },
    ],
  },
  {
    title: 'Plans',
    shortcuts: [
      { keys: ['j'], words: 'Next plan' },
      { keys: ['k'], words: 'Previous plan' },
      { keys: ['Enter'], words: 'Open the plan' },
      { keys: ['x'], words: 'Select the plan' },
      { keys: ['Shift', 'x'], words: 'Select a range up to the plan' },
    ],
  },
  {
    title: 'Steps of a plan',
    shortcuts: [
      { keys: ['j'], words: 'Next step' },
      { keys: ['k'], words: 'Previous step' },
      { keys: ['Enter'], words: 'Open or close the step' },
      { keys: ['c'], words: 'Complete the step' },
    ],
  },
  {
    title: 'Log',
    shortcuts: [
      { keys: ['j'], words: 'Next row' },
      { keys: ['k'], words: 'Previous row' },
      { keys: ['Enter'], words: 'Open or close the row' },
    ],
  },
];

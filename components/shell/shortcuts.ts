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
      { keys: ['j'], words: 'Next row or step' },
      { keys: ['k'], words: 'Previous row or step' },
      { keys: ['Enter'], words: 'Open the row or step' },
      { keys: ['mod', 'Enter'], words: 'Submit the form' },
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
      { keys: ['a'], words: 'Allow, approve, or send the answer' },
      { keys: ['r'], words: 'Reject with a reason' },
      { keys: ['x'], words: 'Select the decision' },
    ],
  },
  {
    title: 'Plans',
    shortcuts: [
      { keys: ['x'], words: 'Select the plan' },
      { keys: ['Shift', 'x'], words: 'Select a range up to the plan' },
    ],
  },
  {
    title: 'Page of a plan',
    shortcuts: [
      { keys: ['c'], words: 'Complete the step' },
      { keys: ['b'], words: 'Block the step' },
      { keys: ['s'], words: 'Skip the step' },
      { keys: ['a'], words: 'Approve the step' },
      { keys: ['r'], words: 'Reject the step' },
      { keys: ['p'], words: 'Pause or resume the plan' },
      { keys: ['n'], words: 'Next step that needs a person' },
    ],
  },
];

/** The palette entries that need no server: pages, recent visits and actions. */
import {
  GitCompareArrows,
  History,
  Keyboard,
  LogOut,
  Monitor,
  Moon,
  Plus,
  Settings,
  Sun,
} from 'lucide-react';
import { readPageCommands } from '@/components/ui/page-commands';
import type { Theme } from '@/lib/themes';
import { navigation, settingsPages } from './navigation';
import type { PaletteGroup } from './palette-entry';
import type { Visit } from './recent-visits';
import { keysOfPage } from './shortcuts';

export interface PaletteActions {
  chooseTheme: (theme: Theme) => void;
  signOut: () => void;
  showShortcuts: () => void;
}

export function recentGroup(visits: Visit[]): PaletteGroup {
  return {
    title: 'Recent',
    entries: visits.map(({ href, label }) => ({
      id: `recent:${href}`,
      label,
      detail: href.startsWith('/plans/') ? 'Plan' : 'Task',
      icon: History,
      target: href,
    })),
  };
}

export const pageGroup: PaletteGroup = {
  title: 'Pages',
  entries: [
    ...navigation.map(({ label, title, href, icon }) => ({
      id: `page:${href}`,
      label: title ?? label,
      icon,
      keys: keysOfPage(href),
      target: href,
    })),
    // The first page of the settings is among the pages above.
    ...settingsPages.slice(1).map(({ label, href }) => ({
      id: `page:${href}`,
      label,
      detail: 'Settings',
      icon: Settings,
      target: href,
    })),
  ],
};

/** Returns the commands of the open page, such as those of a plan. */
export function commandGroup(): PaletteGroup {
  return {
    title: 'On this page',
    entries: readPageCommands().map(({ id, label, icon, letter, run }) => ({
      id: `command:${id}`,
      label,
      icon,
      keys: letter ? [letter] : undefined,
      isAction: true,
      target: run,
    })),
  };
}

export function actionGroup({ chooseTheme, signOut, showShortcuts }: PaletteActions): PaletteGroup {
  return {
    title: 'Actions',
    entries: [
      { id: 'new-task', label: 'New task', icon: Plus, target: '/tasks?new=1' },
      { id: 'compare', label: 'Compare runs', icon: GitCompareArrows, target: '/compare' },
      { id: 'light', label: 'Light theme', icon: Sun, target: () => chooseTheme('light') },
      { id: 'dark', label: 'Dark theme', icon: Moon, target: () => chooseTheme('dark') },
      { id: 'system', label: 'System theme', icon: Monitor, target: () => chooseTheme('system') },
      { id: 'shortcuts', label: 'Keyboard shortcuts', icon: Keyboard, keys: ['?'], target: showShortcuts },
      { id: 'sign-out', label: 'Sign out', icon: LogOut, target: signOut },
    ].map((entry) => ({ ...entry, isAction: true })),
  };
}

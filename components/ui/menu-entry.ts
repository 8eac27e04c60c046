import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

/** One line of a menu. */
export interface MenuEntry {
  key: string;
  label: ReactNode;
  icon?: LucideIcon;
  shortcut?: string;
  /** Given for what can be ticked; the menu then stays open, so that several can be. */
  isChecked?: boolean;
  onSelect: () => void;
}

import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

/** An entry of a menu. */
export interface MenuEntry {
  key: string;
  label: ReactNode;
  icon?: LucideIcon;
  shortcut?: string;
  /** Makes the entry a checkbox; the menu then stays open for several choices. */
  isChecked?: boolean;
  onSelect: () => void;
}

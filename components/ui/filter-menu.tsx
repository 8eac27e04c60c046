'use client';

import { ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import { Menu } from './menu';

export interface FilterOption<T extends string> {
  value: T;
  label: ReactNode;
  /** The label as text, shown on the button. */
  text: string;
}

export interface FilterMenuProps<T extends string> {
  label: string;
  /** Shown without a choice where the label stands beside the button; by default the button shows the label. */
  none?: string;
  options: FilterOption<T>[];
  chosen: T[];
  onChange: (chosen: T[]) => void;
}

/** A menu that selects any of several values; the button names them. */
export function FilterMenu<T extends string>({ label, none, options, chosen, onChange }: FilterMenuProps<T>) {
  const toggle = (value: T) =>
    onChange(chosen.includes(value) ? chosen.filter((other) => other !== value) : [...chosen, value]);
  const first = options.find((option) => option.value === chosen[0])?.text;
  const more = chosen.length > 1 ? ` +${chosen.length - 1}` : '';
  const inPanel = none === undefined ? undefined : `${first ?? none}${more}`;
  return (
    <Menu
      align="start"
      aria-label={inPanel && `${label}: ${inPanel}`}
      className={chosen.length > 0 ? 'max-w-60' : 'text-muted'}
      disabled={options.length === 0}
      entries={options.map((option) => ({
        key: option.value,
        label: option.label,
        isChecked: chosen.includes(option.value),
        onSelect: () => toggle(option.value),
      }))}
    >
      {inPanel === undefined ? label : <span className="truncate">{inPanel}</span>}
      {inPanel === undefined && first !== undefined && (
        <span className="truncate border-line-strong border-l pl-1.5">
          {first}
          {more}
        </span>
      )}
      <ChevronDown aria-hidden className="text-faint" />
    </Menu>
  );
}

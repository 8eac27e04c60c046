'use client';

import { Monitor, Moon, Sun } from 'lucide-react';
import { useOptimistic } from 'react';
import { useAction } from '@/components/ui/use-action';
import { classNames } from '@/lib/class-names';
import type { Theme } from '@/lib/themes';

const choices = [
  { theme: 'system', name: 'System', icon: Monitor },
  { theme: 'light', name: 'Light', icon: Sun },
  { theme: 'dark', name: 'Dark', icon: Moon },
] as const;

export interface ThemeSwitchProps {
  theme: Theme;
  onChoose: (theme: Theme) => Promise<void>;
  /** Names each theme beside its icon. */
  hasNames?: boolean;
}

export function ThemeSwitch({ theme, onChoose, hasNames = false }: ThemeSwitchProps) {
  const [chosen, setChosen] = useOptimistic(theme);
  const { run } = useAction();
  const choose = (next: Theme) =>
    run(() => onChoose(next), {
      optimistic: () => {
        setChosen(next);
        document.documentElement.dataset.theme = next;
      },
    });
  return (
    <fieldset className="flex print:hidden w-fit gap-0.5 rounded-md border border-line p-0.5">
      <legend className="sr-only">Theme</legend>
      {choices.map(({ theme: value, name, icon: Icon }) => (
        <button
          key={value}
          type="button"
          title={`${name} theme`}
          aria-label={`${name} theme`}
          aria-pressed={chosen === value}
          onClick={() => choose(value)}
          className={classNames(
            'flex items-center justify-center gap-1.5 rounded-sm transition-colors duration-150',
            hasNames ? 'h-7 px-2.5 pointer-coarse:h-10' : 'size-6 pointer-coarse:size-10',
            chosen === value ? 'bg-hover text-ink' : 'text-faint hover:text-ink',
          )}
        >
          <Icon aria-hidden className="size-3.5" />
          {hasNames && name}
        </button>
      ))}
    </fieldset>
  );
}

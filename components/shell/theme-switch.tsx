'use client';

import { Monitor, Moon, Sun } from 'lucide-react';
import { useOptimistic } from 'react';
import { useAction } from '@/components/ui/use-action';
import { classNames } from '@/lib/class-names';
import type { Theme } from '@/lib/themes';

const choices = [
  { theme: 'system', label: 'System theme', icon: Monitor },
  { theme: 'light', label: 'Light theme', icon: Sun },
  { theme: 'dark', label: 'Dark theme', icon: Moon },
] as const;

export interface ThemeSwitchProps {
  theme: Theme;
  onChoose: (theme: Theme) => Promise<void>;
}

export function ThemeSwitch({ theme, onChoose }: ThemeSwitchProps) {
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
      {choices.map(({ theme: value, label, icon: Icon }) => (
        <button
          key={value}
          type="button"
          title={label}
          aria-label={label}
          aria-pressed={chosen === value}
          onClick={() => choose(value)}
          className={classNames(
            'grid size-6 place-items-center rounded-sm transition-colors duration-150 pointer-coarse:size-10',
            chosen === value ? 'bg-hover text-ink' : 'text-faint hover:text-ink',
          )}
        >
          <Icon aria-hidden className="size-3.5" />
        </button>
      ))}
    </fieldset>
  );
}

import { type ReactNode, useId } from 'react';
import { classNames } from '@/lib/class-names';

export interface SettingsSectionProps {
  title: string;
  /** Describes the section, under its title. */
  description: ReactNode;
  /** True if the section holds actions that cannot be undone. */
  isDangerous?: boolean;
  /** False if the section has only controls, which have no use on paper. */
  isPrinted?: boolean;
  /** False if the content has frames of its own, or needs none. */
  isFramed?: boolean;
  children: ReactNode;
}

export function SettingsSection({
  title,
  description,
  isDangerous = false,
  isPrinted = true,
  isFramed = true,
  children,
}: SettingsSectionProps) {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      className={classNames('grid gap-3 pt-8 first-of-type:pt-0', !isPrinted && 'print:hidden')}
    >
      <div>
        <h2 id={id} className={classNames('font-semibold text-heading', isDangerous && 'text-failed')}>
          {title}
        </h2>
        <p className="mt-0.5 max-w-2xl text-pretty text-muted">{description}</p>
      </div>
      <div
        className={classNames(
          'min-w-0',
          isFramed && 'overflow-clip rounded-md border bg-surface',
          isFramed && (isDangerous ? 'border-failed/40' : 'border-line'),
        )}
      >
        {children}
      </div>
    </section>
  );
}

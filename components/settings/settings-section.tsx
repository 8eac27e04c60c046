import { type ReactNode, useId } from 'react';
import { classNames } from '@/lib/class-names';

export interface SettingsSectionProps {
  title: string;
  /** Describes the section, beside it on a wide page. */
  description: ReactNode;
  /** True if the section holds actions that cannot be undone. */
  isDangerous?: boolean;
  /** False if the section has only controls, which have no use on paper. */
  isPrinted?: boolean;
  children: ReactNode;
}

export function SettingsSection({
  title,
  description,
  isDangerous = false,
  isPrinted = true,
  children,
}: SettingsSectionProps) {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      className={classNames(
        'grid gap-3 border-line border-t py-6 first-of-type:border-t-0 first-of-type:pt-2 xl:grid-cols-[16rem_minmax(0,1fr)] xl:gap-8',
        !isPrinted && 'print:hidden',
      )}
    >
      <div>
        <h2 id={id} className={classNames('font-semibold text-heading', isDangerous && 'text-failed')}>
          {title}
        </h2>
        <p className="mt-1 max-w-prose text-muted">{description}</p>
      </div>
      <div className="min-w-0">{children}</div>
    </section>
  );
}

import type { ComponentProps } from 'react';
import { classNames } from '@/lib/class-names';

export const inputClasses =
  'w-full pointer-coarse:min-h-10 rounded-md border border-control bg-surface px-2.5 text-touch text-ink transition-colors placeholder:text-faint hover:border-faint disabled:opacity-50 aria-invalid:border-failed sm:text-body file:mr-3 file:h-full file:border-line-strong file:border-r file:pr-2.5 file:font-medium';

export function Input({ className, ...props }: ComponentProps<'input'>) {
  return <input className={classNames(inputClasses, 'h-9', className)} {...props} />;
}

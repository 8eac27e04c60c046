import type { ReactNode } from 'react';

/** Shows a control of a filter with its name beside it. The control names itself to screen readers. */
export function FilterRow({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[5.5rem_minmax(0,1fr)] items-center gap-2">
      <span aria-hidden className="font-medium">
        {label}
      </span>
      <div className="grid *:max-w-none *:justify-between [&_select]:w-full [&_select]:max-w-none">
        {children}
      </div>
    </div>
  );
}

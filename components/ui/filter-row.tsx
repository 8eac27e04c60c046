import type { ReactNode } from 'react';

/** Shows a control of a filter with its name beside it. The control names itself to screen readers. */
export function FilterRow({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex items-center justify-between gap-3">
      <span aria-hidden className="font-medium">
        {label}
      </span>
      {children}
    </div>
  );
}

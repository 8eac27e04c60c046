import { ChevronDown } from 'lucide-react';
import type { ComponentProps } from 'react';

export interface NativeSelectProps extends ComponentProps<'select'> {
  options: readonly { value: string; label: string }[];
}

/** A native select with our styles. */
export function NativeSelect({ options, className = '', ...props }: NativeSelectProps) {
  return (
    <span className="relative inline-flex">
      <select className={`appearance-none ${className}`} {...props}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <ChevronDown
        aria-hidden
        className="pointer-events-none absolute top-1/2 right-2.5 size-3.5 -translate-y-1/2 text-faint"
      />
    </span>
  );
}

import { ChevronDown } from 'lucide-react';
import type { ComponentProps } from 'react';
import { inputClasses } from './input';

export interface SelectFieldProps extends ComponentProps<'select'> {
  id: string;
  label: string;
  options: readonly { value: string; label: string }[];
}

/** One of a few, as a labelled field of a form. */
export function SelectField({ id, label, options, ...props }: SelectFieldProps) {
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      <span className="relative">
        <select id={id} className={`${inputClasses} h-9 appearance-none pr-8`} {...props}>
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
    </div>
  );
}

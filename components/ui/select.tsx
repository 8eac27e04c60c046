import { ChevronDown } from 'lucide-react';

export interface SelectProps {
  label: string;
  value: string;
  options: readonly { value: string; label: string }[];
  onChange: (value: string) => void;
}

/** One of a few: the browser's own list, in the looks of a button. */
export function Select({ label, value, options, onChange }: SelectProps) {
  const isChosen = value !== options[0]?.value;
  return (
    <span className="relative inline-flex">
      <select
        aria-label={label}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className={`h-8 max-w-40 truncate appearance-none rounded-md border border-line-strong bg-surface pr-7 pl-3 font-medium text-body transition-colors duration-150 hover:bg-hover ${isChosen ? 'text-ink' : 'text-muted'}`}
      >
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

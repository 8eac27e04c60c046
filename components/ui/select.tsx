import { NativeSelect } from './native-select';

export interface SelectProps {
  label: string;
  value: string;
  options: readonly { value: string; label: string }[];
  onChange: (value: string) => void;
}

/** A native select that looks like a button. */
export function Select({ label, value, options, onChange }: SelectProps) {
  const isChosen = value !== options[0]?.value;
  return (
    <NativeSelect
      aria-label={label}
      value={value}
      options={options}
      onChange={(event) => onChange(event.target.value)}
      className={`h-8 pointer-coarse:h-10 max-w-40 truncate rounded-md border border-line-strong bg-surface pr-7 pl-3 font-medium text-body transition-colors duration-150 hover:bg-hover ${isChosen ? 'text-ink' : 'text-muted'}`}
    />
  );
}

'use client';

export interface RowCheckboxProps {
  label: string;
  isChecked: boolean;
  isMixed?: boolean;
  /** `isRange` is true with Shift held down. */
  onToggle: (isRange: boolean) => void;
}

/** A checkbox above the link that covers the row, with a large touch target. */
export function RowCheckbox({ label, isChecked, isMixed = false, onToggle }: RowCheckboxProps) {
  return (
    <label className="relative z-[1] grid h-full min-h-7 cursor-default place-items-center px-2.5 max-md:-ml-2.5 max-md:min-h-11 pointer-coarse:min-w-10">
      <input
        type="checkbox"
        aria-label={label}
        data-row-checkbox
        checked={isChecked}
        ref={(input) => {
          if (input) input.indeterminate = isMixed;
        }}
        // A change event does not report Shift; a click does.
        onChange={() => {}}
        onClick={(event) => onToggle(event.shiftKey)}
        className="size-3.5 accent-[var(--solid)]"
      />
    </label>
  );
}

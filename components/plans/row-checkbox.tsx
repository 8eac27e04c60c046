'use client';

export interface RowCheckboxProps {
  label: string;
  isChecked: boolean;
  isMixed?: boolean;
  /** With shift held down, as a range. */
  onToggle: (isRange: boolean) => void;
}

/** Above the link that covers the row, and with room around it for a finger. */
export function RowCheckbox({ label, isChecked, isMixed = false, onToggle }: RowCheckboxProps) {
  return (
    <label className="relative z-[1] grid h-full min-h-7 cursor-default place-items-center px-2.5 max-md:-ml-2.5 max-md:min-h-11">
      <input
        type="checkbox"
        aria-label={label}
        data-row-checkbox
        checked={isChecked}
        ref={(input) => {
          if (input) input.indeterminate = isMixed;
        }}
        // A change event does not know of shift, a click does.
        onChange={() => {}}
        onClick={(event) => onToggle(event.shiftKey)}
        className="size-3.5 accent-[var(--solid)]"
      />
    </label>
  );
}

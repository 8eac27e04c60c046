import { inputClasses } from './input';
import { NativeSelect, type NativeSelectProps } from './native-select';

export interface SelectFieldProps extends NativeSelectProps {
  id: string;
  label: string;
}

/** A labelled select in a form. */
export function SelectField({ id, label, ...props }: SelectFieldProps) {
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      <NativeSelect id={id} className={`${inputClasses} h-9 pr-8`} {...props} />
    </div>
  );
}

import type { ComponentProps } from 'react';
import { Input } from './input';

export interface FieldProps extends ComponentProps<'input'> {
  id: string;
  label: string;
  hint?: string;
}

/** A labelled input; screen readers read the hint with it. */
export function Field({ id, label, hint, ...props }: FieldProps) {
  const hintId = hint ? `${id}-hint` : undefined;
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      <Input id={id} aria-describedby={hintId} {...props} />
      {hint && (
        <p id={hintId} className="text-faint text-meta">
          {hint}
        </p>
      )}
    </div>
  );
}

import type { ComponentProps } from 'react';
import { inputClasses } from './input';
import { submitOnModEnter } from './submit-on-mod-enter';

export interface TextAreaProps extends ComponentProps<'textarea'> {
  id: string;
  label: string;
  hint?: string;
}

/** A labelled text area that grows with its text; Ctrl+Enter submits its form. */
export function TextArea({ id, label, hint, ...props }: TextAreaProps) {
  const hintId = hint ? `${id}-hint` : undefined;
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      <textarea
        id={id}
        dir="auto"
        aria-describedby={hintId}
        onKeyDown={submitOnModEnter}
        className={`${inputClasses} field-sizing-content max-h-80 min-h-20 py-2`}
        {...props}
      />
      {hint && (
        <p id={hintId} className="text-faint text-meta">
          {hint}
        </p>
      )}
    </div>
  );
}

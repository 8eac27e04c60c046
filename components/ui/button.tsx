import { cva, type VariantProps } from 'class-variance-authority';
import { LoaderCircle } from 'lucide-react';
import type { ComponentProps } from 'react';
import { classNames } from '@/lib/class-names';

export const buttonClasses = cva(
  'inline-flex shrink-0 select-none items-center justify-center gap-1.5 whitespace-nowrap rounded-md font-medium transition-colors duration-150 disabled:pointer-events-none disabled:opacity-50 aria-busy:pointer-events-none print:hidden [&_svg]:size-3.5 [&_svg]:shrink-0',
  {
    variants: {
      variant: {
        solid: 'bg-solid text-on-solid hover:bg-solid-hover',
        outline: 'border border-line-strong bg-surface text-ink hover:bg-hover',
        ghost: 'text-muted hover:bg-hover hover:text-ink aria-expanded:bg-hover aria-expanded:text-ink',
      },
      size: {
        sm: 'h-7 px-2 text-meta pointer-coarse:h-10 pointer-coarse:px-3',
        md: 'h-8 px-3 text-body pointer-coarse:h-10',
        /** As high as an input beside it. */
        field: 'h-9 px-3 text-body pointer-coarse:h-10',
        lg: 'h-10 px-4 text-body',
        icon: 'size-7 pointer-coarse:size-10',
        touch: 'size-10',
      },
    },
    defaultVariants: { variant: 'outline', size: 'md' },
  },
);

export interface ButtonProps extends ComponentProps<'button'>, VariantProps<typeof buttonClasses> {
  /** Shows a spinner and disables the button, which keeps its width. */
  isBusy?: boolean;
}

export function Button({ variant, size, isBusy = false, className, children, ...props }: ButtonProps) {
  return (
    <button
      type="button"
      aria-busy={isBusy || undefined}
      className={classNames(buttonClasses({ variant, size }), className)}
      {...props}
    >
      {isBusy && <LoaderCircle aria-hidden className="animate-spin" />}
      {children}
    </button>
  );
}

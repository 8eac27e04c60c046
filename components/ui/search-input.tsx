'use client';

import { LoaderCircle, Search } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { inputClasses } from './input';
import { isTyping } from './is-typing';
import { useTypedText } from './use-typed-text';

export interface SearchInputProps {
  label: string;
  value: string;
  isBusy: boolean;
  /** Called after a pause in typing. */
  onChange: (value: string) => void;
  /** The width. */
  className?: string;
}

/** A search box that `/` focuses from anywhere on the page. */
export function SearchInput({
  label,
  value,
  isBusy,
  onChange,
  className = 'w-full sm:w-72',
}: SearchInputProps) {
  const input = useRef<HTMLInputElement>(null);
  const { text, type, leave } = useTypedText(value, onChange);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== '/' || isTyping(event.target) || event.metaKey || event.ctrlKey || event.altKey)
        return;
      event.preventDefault();
      input.current?.focus();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
  const Icon = isBusy ? LoaderCircle : Search;
  return (
    <div className={`relative ${className}`}>
      <Icon
        aria-hidden
        className={`pointer-events-none absolute top-1/2 left-2.5 size-3.5 -translate-y-1/2 text-faint ${isBusy ? 'animate-spin' : ''}`}
      />
      <input
        ref={input}
        type="search"
        aria-label={label}
        aria-keyshortcuts="/"
        placeholder={`${label}…`}
        value={text}
        onChange={(event) => type(event.target.value)}
        onBlur={leave}
        className={`${inputClasses} h-9 pl-8 sm:h-8`}
      />
    </div>
  );
}

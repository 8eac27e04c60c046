import { useEffect, useRef, useState } from 'react';

/** Milliseconds without a key that count as a pause. */
const PAUSE_MS = 250;

/**
 * Returns the text of a search box as typed, and reports it after a pause in typing or on blur. A later report could
 * undo a navigation that the person has started. The reported text stays until it arrives as `value`, so that no key
 * that is pressed in the meantime is lost.
 */
export function useTypedText(value: string, onRest: (text: string) => void) {
  const [typed, setTyped] = useState<string | null>(null);
  const timer = useRef(0);
  useEffect(() => () => window.clearTimeout(timer.current), []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new value is the sign
  useEffect(() => {
    if (timer.current === 0) setTyped(null);
  }, [value]);

  const rest = (text: string) => {
    window.clearTimeout(timer.current);
    timer.current = 0;
    if (text === value) setTyped(null);
    else onRest(text);
  };
  return {
    text: typed ?? value,
    type: (text: string) => {
      window.clearTimeout(timer.current);
      setTyped(text);
      timer.current = window.setTimeout(() => rest(text), text === '' ? 0 : PAUSE_MS);
    },
    leave: () => typed !== null && rest(typed),
  };
}

import { useEffect, useRef, useState } from 'react';

/** Milliseconds without a key after which typing rests. */
const REST = 250;

/**
 * The text of a search box: shown as it is typed, handed on once typing rests or the box is left. Whoever leaves it goes
 * elsewhere, and a search that began only then would call them back.
 */
export function useTypedText(value: string, onRest: (text: string) => void) {
  const [typed, setTyped] = useState<string | null>(null);
  const timer = useRef(0);
  useEffect(() => () => window.clearTimeout(timer.current), []);

  const rest = (text: string) => {
    window.clearTimeout(timer.current);
    setTyped(null);
    if (text !== value) onRest(text);
  };
  return {
    text: typed ?? value,
    type: (text: string) => {
      window.clearTimeout(timer.current);
      setTyped(text);
      timer.current = window.setTimeout(() => rest(text), text === '' ? 0 : REST);
    },
    leave: () => typed !== null && rest(typed),
  };
}

import { useEffect, useRef, useState } from 'react';

/** Milliseconds without a key that count as a pause. */
const PAUSE_MS = 250;

/**
 * Returns the text of a search box as typed, and reports it after a pause in typing or on blur. A later report could
 * undo a navigation that the person has started. While a report loads, `value` may return to an earlier one, so the
 * typed text stays until `value` is a text that was not reported, or the person leaves the box.
 */
export function useTypedText(value: string, onRest: (text: string) => void) {
  const [typed, setTyped] = useState<string | null>(null);
  const timer = useRef(0);
  /** What was reported since typing began. */
  const reported = useRef<string[]>([]);
  useEffect(() => () => window.clearTimeout(timer.current), []);

  const forget = () => {
    reported.current = [];
    setTyped(null);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new value is the sign
  useEffect(() => {
    if (timer.current === 0 && !reported.current.includes(value)) forget();
  }, [value]);

  const rest = (text: string) => {
    window.clearTimeout(timer.current);
    timer.current = 0;
    if (text === (reported.current.at(-1) ?? value)) return;
    reported.current.push(text);
    onRest(text);
  };
  return {
    text: typed ?? value,
    type: (text: string) => {
      window.clearTimeout(timer.current);
      setTyped(text);
      timer.current = window.setTimeout(() => rest(text), text === '' ? 0 : PAUSE_MS);
    },
    leave: () => {
      if (typed !== null && timer.current !== 0) rest(typed);
      else if (typed === value) forget();
    },
  };
}

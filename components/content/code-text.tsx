'use client';

import { useMemo } from 'react';
import type { CodeShade } from './highlight';
import { useHighlighter } from './use-highlighter';

/** Longer code is shown as it is, because highlighting would delay the page. */
const MAX_CHARACTERS = 50_000;

const shadeClasses: Record<CodeShade, string> = {
  keyword: 'font-semibold',
  quiet: 'text-muted',
  comment: 'text-faint italic',
};

/** Shows code, highlighted by weight and shade once the grammars have loaded. */
export function CodeText({ text, language }: { text: string; language: string }) {
  const highlight = useHighlighter();
  const runs = useMemo(
    () => (text.length > MAX_CHARACTERS ? undefined : highlight?.(text, language)),
    [highlight, text, language],
  );
  if (!runs) return text;
  return runs.map((run, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the runs never change and have no other identity
    <span key={index} className={run.shade && shadeClasses[run.shade]}>
      {run.text}
    </span>
  ));
}

'use client';

import { type RefObject, useEffect } from 'react';
import { findMatches } from '@/lib/format/find-matches';

const NAME = 'search';
const MAX_RANGES = 2000;
/** A match may span the pieces of one of these, but not two of them. */
const BLOCKS = 'pre,p,li,h2,h3,h4,h5,td,th,dt,dd,button,summary,a,[data-line]';

/**
 * Marks the matches in what the element shows, also in what appears later, with the CSS Custom Highlight API: the rendered text stays as
 * it is. Browsers without it show no marks.
 */
export function useMarks(root: RefObject<HTMLElement | null>, searched: string): void {
  useEffect(() => {
    const element = root.current;
    if (searched === '' || element === null || typeof Highlight === 'undefined') return;
    let frame = 0;
    const mark = () => {
      frame = 0;
      CSS.highlights.set(NAME, new Highlight(...findRanges(element, searched)));
    };
    const observer = new MutationObserver(() => {
      if (frame === 0) frame = requestAnimationFrame(mark);
    });
    observer.observe(element, { childList: true, subtree: true, characterData: true });
    mark();
    return () => {
      observer.disconnect();
      cancelAnimationFrame(frame);
      CSS.highlights.delete(NAME);
    };
  }, [root, searched]);
}

function findRanges(root: HTMLElement, searched: string): Range[] {
  const blocks = new Map<Element, Text[]>();
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const block = node.parentElement?.closest(BLOCKS) ?? root;
    if (node instanceof Text) blocks.set(block, [...(blocks.get(block) ?? []), node]);
  }
  return [...blocks.values()].flatMap((nodes) => rangesIn(nodes, searched)).slice(0, MAX_RANGES);
}

function rangesIn(nodes: Text[], searched: string): Range[] {
  const starts: number[] = [];
  let text = '';
  for (const node of nodes) {
    starts.push(text.length);
    text += node.data;
  }
  const place = (at: number, isEnd: boolean): [Text, number] | undefined => {
    const index = starts.findLastIndex((start) => (isEnd ? start < at : start <= at));
    const node = nodes[index];
    return node && [node, at - (starts[index] ?? 0)];
  };
  return findMatches(text, searched).flatMap(([start, end]) => {
    const [from, to] = [place(start, false), place(end, true)];
    if (!from || !to) return [];
    const range = new Range();
    range.setStart(...from);
    range.setEnd(...to);
    return [range];
  });
}

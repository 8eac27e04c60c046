'use client';

import { type RefObject, useLayoutEffect, useMemo, useState } from 'react';
import type { Step } from '@/lib/agent-execution/agent-execution.types';
import { layerSteps } from './step-graph-layout';
import { countTextLines, measureLike } from './text-lines';
import { NARROW_PANE, wrapGraph } from './wrap-graph';

/** The size of the text of a node. */
const TEXT_PX = 12;

/** Returns the steps placed in a pane of a width, and their lines. */
export function usePlacedGraph(steps: Step[], pane: RefObject<HTMLElement | null>, paneWidth: number) {
  // The layout depends only on these, so a new status does not repeat it.
  const shape = JSON.stringify(steps.map((step) => [step.step_number, step.depends_on, step.description]));
  // biome-ignore lint/correctness/useExhaustiveDependencies: the shape identifies the steps
  const { layers, edges: lines } = useMemo(() => layerSteps(steps), [shape]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the shape identifies the steps
  const graph = useMemo(() => {
    // The server reserves about the height.
    if (paneWidth === 0) return wrapGraph(layers, () => 1, NARROW_PANE);
    const texts = new Map(steps.map(({ step_number, description }) => [step_number, description]));
    const measure = measureLike(pane.current ?? document.body, TEXT_PX);
    return wrapGraph(
      layers,
      (step, width) => countTextLines(texts.get(step) ?? '', width, measure),
      paneWidth,
    );
  }, [layers, shape, paneWidth]);
  return { graph, lines };
}

/** Returns the width of an element; 0 before it is known, and while the element is not displayed. */
export function useWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const box = element.current;
    if (!box) return;
    const read = () => setWidth(box.clientWidth);
    read();
    const observer = new ResizeObserver(read);
    observer.observe(box);
    return () => observer.disconnect();
  }, [element]);
  return width;
}

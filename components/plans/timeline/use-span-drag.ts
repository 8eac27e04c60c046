'use client';

import { type PointerEvent, useRef, useState } from 'react';
import type { Span } from './step-timeline-layout';

/** Shorter drags are clicks. */
const MIN_DRAG_PX = 6;

interface Drag {
  from: number;
  track: DOMRect;
}

/**
 * Chooses a span of time by dragging over the tracks with a mouse or pen; a finger scrolls. Returns the chosen part, from 0 to
 * 1 of a track, while the drag lasts.
 */
export function useSpanDrag(shown: Span, onChoose: (from: number, to: number) => void) {
  const drag = useRef<Drag | null>(null);
  const hasDragged = useRef(false);
  const [part, setPart] = useState<Span | null>(null);
  const placeOf = (event: PointerEvent, { track }: Drag) =>
    Math.min(1, Math.max(0, (event.clientX - track.left) / track.width));
  const timeOf = (place: number) => shown.from + place * (shown.to - shown.from);

  const handlers = {
    onPointerDown: (event: PointerEvent) => {
      hasDragged.current = false;
      const track = event.target instanceof Element ? event.target.closest('[data-track]') : null;
      if (!track || event.pointerType === 'touch' || event.button !== 0) return;
      drag.current = { from: event.clientX, track: track.getBoundingClientRect() };
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      const { current } = drag;
      if (!current || (!hasDragged.current && Math.abs(event.clientX - current.from) < MIN_DRAG_PX)) return;
      if (!hasDragged.current) event.currentTarget.setPointerCapture(event.pointerId);
      hasDragged.current = true;
      const start = Math.min(1, Math.max(0, (current.from - current.track.left) / current.track.width));
      const end = placeOf(event, current);
      setPart({ from: Math.min(start, end), to: Math.max(start, end) });
    },
    onPointerUp: () => {
      if (part && hasDragged.current) onChoose(timeOf(part.from), timeOf(part.to));
      drag.current = null;
      setPart(null);
    },
    onPointerCancel: () => {
      drag.current = null;
      setPart(null);
    },
    // The click that ends a drag chooses no step.
    onClickCapture: (event: { preventDefault: () => void; stopPropagation: () => void }) => {
      if (!hasDragged.current) return;
      hasDragged.current = false;
      event.preventDefault();
      event.stopPropagation();
    },
  };
  return { part, handlers };
}

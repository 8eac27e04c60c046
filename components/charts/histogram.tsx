'use client';

import { type PointerEvent, useState } from 'react';

export interface HistogramBar {
  /** Index of the bar, from 0. */
  bar: number;
  title: string;
  segments: { name: string; count: number; className: string }[];
}

export interface HistogramProps {
  label: string;
  /** Number of bars, empty ones included. */
  count: number;
  bars: HistogramBar[];
  /** Called with the first and last bar of a selected span. */
  onSelect: (first: number, last: number) => void;
}

const totalOf = (bar: HistogramBar) => bar.segments.reduce((sum, segment) => sum + segment.count, 0);

const inOrder = (a: number, b: number): [number, number] => (a < b ? [a, b] : [b, a]);

/** Stacked bars; dragging over them selects a span. */
export function Histogram({ label, count, bars, onSelect }: HistogramProps) {
  const [span, setSpan] = useState<{ from: number; to: number } | null>(null);
  const highest = Math.max(1, ...bars.map(totalOf));
  const placeOf = (event: PointerEvent<HTMLElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    return Math.min(count - 1, Math.max(0, Math.floor(((event.clientX - left) / width) * count)));
  };
  const [first, last] = span ? inOrder(span.from, span.to) : [0, -1];
  return (
    <div
      role="img"
      aria-label={label}
      className="relative h-12 cursor-crosshair touch-pan-y select-none"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setSpan({ from: placeOf(event), to: placeOf(event) });
      }}
      onPointerMove={(event) => span && setSpan({ from: span.from, to: placeOf(event) })}
      onPointerCancel={() => setSpan(null)}
      onPointerUp={(event) => {
        setSpan(null);
        // The last move event may be older than the release.
        if (span) onSelect(...inOrder(span.from, placeOf(event)));
      }}
    >
      {span && (
        <div
          className="absolute inset-y-0 rounded-sm bg-hover outline outline-line-strong"
          style={{ left: `${(first / count) * 100}%`, width: `${((last - first + 1) / count) * 100}%` }}
        />
      )}
      {bars.map((bar) => (
        <div
          key={bar.bar}
          title={`${bar.title}: ${bar.segments
            .filter((segment) => segment.count > 0)
            .map((segment) => `${segment.count} ${segment.name}`)
            .join(', ')}`}
          className="absolute bottom-0 flex flex-col justify-end overflow-hidden rounded-t-[1px]"
          style={{
            left: `${(bar.bar / count) * 100}%`,
            width: `calc(${100 / count}% - 1px)`,
            height: `${Math.max(6, (totalOf(bar) / highest) * 100)}%`,
          }}
        >
          {bar.segments.map((segment) => (
            <span
              key={segment.name}
              className={segment.className}
              style={{ flexGrow: segment.count, flexBasis: 0 }}
            />
          ))}
        </div>
      ))}
    </div>
  );
}

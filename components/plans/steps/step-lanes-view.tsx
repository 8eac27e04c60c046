import type { ReactNode } from 'react';
import { classNames } from '@/lib/class-names';
import type { LaneRow } from './step-lanes';

const PITCH_PX = 12;
/** Half of the icon, and the centre of the first lane. */
const HALF_PX = 7;
/** The height of the icon's centre in its row. */
const MIDDLE_PX = 18;
/** Further lanes share the last place, whose line is dashed then. */
const MAX_LANES = 6;

export interface LanesProps {
  row: LaneRow;
  /** The number of lanes of the list. */
  lanes: number;
}

/** Returns the width of the lanes beside a list, in pixels, without the icon; 0 for a plan without branches. */
export function widthOfLanes(lanes: number): number {
  return (Math.max(1, Math.min(lanes, MAX_LANES)) - 1) * PITCH_PX;
}

/** Says which lanes share a line; null if each has its own. */
export function sharedLanesText(lanes: number): string | null {
  return lanes > MAX_LANES ? `Lanes ${MAX_LANES} to ${lanes} share the dashed line.` : null;
}

const placeOf = (lane: number) => HALF_PX + Math.min(lane, MAX_LANES - 1) * PITCH_PX;

/** Puts the icon of a row into its lane. */
export function LaneIcon({ row, lanes, children }: LanesProps & { children: ReactNode }) {
  return (
    <span
      className="flex h-5 shrink-0 items-center"
      style={{ width: widthOfLanes(lanes) + 2 * HALF_PX, paddingLeft: placeOf(row.lane) - HALF_PX }}
    >
      {children}
    </span>
  );
}

/** Draws the lines of one row, which is positioned and may have any height. */
export function StepLanes({ row, lanes }: LanesProps) {
  const own = placeOf(row.lane);
  const shared = sharedLanesText(lanes) === null ? null : placeOf(MAX_LANES);
  const places = new Set(row.through.map(placeOf));
  const curves = new Set([
    ...row.up
      .filter((lane) => lane !== row.lane)
      .map((lane) => curve(placeOf(lane), 0, own, MIDDLE_PX - HALF_PX)),
    ...row.down
      .filter((lane) => lane !== row.lane)
      .map((lane) => curve(own, MIDDLE_PX + HALF_PX, placeOf(lane), 2 * MIDDLE_PX)),
  ]);
  return (
    <span
      aria-hidden
      className="pointer-events-none absolute top-0 -bottom-px left-3"
      style={{ width: widthOfLanes(lanes) + 2 * HALF_PX }}
    >
      {[...places].map((at) => (
        <Line key={at} at={at} isShared={at === shared} place={{ top: 0, bottom: 0 }} />
      ))}
      {row.up.includes(row.lane) && (
        <Line at={own} isShared={own === shared} place={{ top: 0, height: MIDDLE_PX - HALF_PX }} />
      )}
      {row.down.includes(row.lane) && (
        <Line at={own} isShared={own === shared} place={{ top: MIDDLE_PX + HALF_PX, bottom: 0 }} />
      )}
      {curves.size > 0 && (
        <svg aria-hidden="true" width="100%" height={2 * MIDDLE_PX} className="absolute top-0 left-0">
          {[...curves].map((path) => (
            <path key={path} d={path} className="fill-none stroke-control" />
          ))}
        </svg>
      )}
    </span>
  );
}

interface LineProps {
  at: number;
  /** Whether several lanes share the line. */
  isShared: boolean;
  place: { top: number; bottom?: number; height?: number };
}

function Line({ at, isShared, place }: LineProps) {
  return (
    <span
      className={classNames('absolute border-control border-l', isShared && 'border-dashed')}
      style={{ left: at - 0.5, ...place }}
    />
  );
}

function curve(fromX: number, fromY: number, toX: number, toY: number): string {
  const middle = (fromY + toY) / 2;
  return `M ${fromX} ${fromY} C ${fromX} ${middle} ${toX} ${middle} ${toX} ${toY}`;
}

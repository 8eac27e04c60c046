import type { ReactNode } from 'react';
import { classNames } from '@/lib/class-names';
import type { LaneRow } from './step-lanes';

/** The distance of two lanes; many lanes come closer, so that each keeps a line of its own. */
const MAX_PITCH_PX = 12;
/** The width that lanes share, without the icon. */
const ROOM_PX = 60;
/** Half of the icon, and the centre of the first lane. */
const HALF_PX = 7;
/** The height of the icon's centre in its row. */
const MIDDLE_PX = 18;
/** Further lanes share the last place, whose line is dashed then. */
const MAX_LANES = 16;

export interface LanesProps {
  row: LaneRow;
  /** The number of lanes of the list. */
  lanes: number;
}

/** Returns the width of the lanes beside a list, in pixels, without the icon; 0 for a plan without branches. */
export function widthOfLanes(lanes: number): number {
  return Math.min(ROOM_PX, (shownLanes(lanes) - 1) * MAX_PITCH_PX);
}

const shownLanes = (lanes: number) => Math.max(1, Math.min(lanes, MAX_LANES));

/** Says which lanes share a line; null if each has its own. */
export function sharedLanesText(lanes: number): string | null {
  return lanes > MAX_LANES ? `Lanes ${MAX_LANES} to ${lanes} share the dashed line.` : null;
}

/** Returns the centre of a lane. */
function placeOf(lane: number, lanes: number): number {
  const last = shownLanes(lanes) - 1;
  return HALF_PX + (last === 0 ? 0 : (Math.min(lane, last) * widthOfLanes(lanes)) / last);
}

/** Puts the icon of a row into its lane. */
export function LaneIcon({ row, lanes, children }: LanesProps & { children: ReactNode }) {
  return (
    <span
      className="flex h-5 shrink-0 items-center"
      style={{ width: widthOfLanes(lanes) + 2 * HALF_PX, paddingLeft: placeOf(row.lane, lanes) - HALF_PX }}
    >
      {/* Above the lines of lanes that are nearer than the icon is wide. */}
      <span className="relative z-1 rounded-full bg-surface group-focus-within:bg-hover group-hover:bg-hover">
        {children}
      </span>
    </span>
  );
}

/** Draws the lines of one row, which is positioned and may have any height. */
export function StepLanes({ row, lanes }: LanesProps) {
  const at = (lane: number) => placeOf(lane, lanes);
  const own = at(row.lane);
  const shared = sharedLanesText(lanes) === null ? null : at(MAX_LANES);
  const places = new Set(row.through.map(at));
  const curves = new Set([
    ...row.up.filter((lane) => lane !== row.lane).map((lane) => curve(at(lane), 0, own, MIDDLE_PX - HALF_PX)),
    ...row.down
      .filter((lane) => lane !== row.lane)
      .map((lane) => curve(own, MIDDLE_PX + HALF_PX, at(lane), 2 * MIDDLE_PX)),
  ]);
  return (
    <span
      aria-hidden
      className="pointer-events-none absolute top-0 -bottom-px left-3"
      style={{ width: widthOfLanes(lanes) + 2 * HALF_PX }}
    >
      {[...places].map((place) => (
        <Line key={place} at={place} isShared={place === shared} place={{ top: 0, bottom: 0 }} />
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

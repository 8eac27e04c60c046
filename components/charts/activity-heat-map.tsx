export interface ActivityHeatMapProps {
  label: string;
  /** The noun of the count, in the singular. */
  noun: string;
  /** Consecutive days that start with a week; `date` is 2026-01-31. */
  days: { date: string; count: number }[];
}

/** Shades of one colour, so that the map reads without colour; the first means no activity. */
const shades = ['bg-line', 'bg-completed/30', 'bg-completed/50', 'bg-completed/75', 'bg-completed'];

/** Returns 0 for no activity, else 1 to 4 by quarters of the busiest day. */
function levelOf(count: number, largest: number): number {
  return count === 0 ? 0 : Math.min(4, Math.ceil((count / Math.max(1, largest)) * 4));
}

/** A heat map with a cell per day and a column per week. */
export function ActivityHeatMap({ label, noun, days }: ActivityHeatMapProps) {
  const largest = Math.max(0, ...days.map((day) => day.count));
  const total = days.reduce((sum, day) => sum + day.count, 0);
  return (
    <div
      role="img"
      aria-label={`${label}: ${total} in ${days.length} days, ${largest} on the busiest`}
      className="grid w-fit auto-cols-[11px] grid-flow-col grid-rows-[repeat(7,11px)] gap-[3px]"
    >
      {days.map(({ date, count }) => (
        <span
          key={date}
          title={`${date}: ${count} ${noun}${count === 1 ? '' : 's'}`}
          className={`rounded-[2px] ${shades[levelOf(count, largest)]}`}
        />
      ))}
    </div>
  );
}

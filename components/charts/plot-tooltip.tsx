import { formatNumber } from '@/lib/format/words';
import type { PlotAxis, PlotProps, PlotRow } from './plot-props';
import { backgroundOf } from './tones';

export interface PlotTooltipProps extends Pick<PlotProps, 'series' | 'x' | 'y' | 'right'> {
  row: PlotRow | undefined;
}

function written(value: string | number | null | undefined, axis: PlotAxis | undefined): string {
  if (value === null || value === undefined) return '–';
  if (axis?.format) return axis.format(value);
  return typeof value === 'number' ? formatNumber(value) : value;
}

/** Shows the values of a column or dot. A row may have a title, and a note in place of its values. */
export function PlotTooltip({ row, series, x, y, right }: PlotTooltipProps) {
  if (!row) return null;
  const { title, note } = row;
  return (
    <div className="rounded-md border border-line-strong bg-surface px-2.5 py-1.5 text-meta shadow-popover">
      <p className="mb-0.5 font-medium">{title ?? written(row[x.key], x)}</p>
      {note !== undefined && <p className="text-muted tabular-nums">{note}</p>}
      {note === undefined && title !== undefined && (
        <p className="text-muted tabular-nums">
          {x.name} {written(row[x.key], x)}
        </p>
      )}
      {note === undefined &&
        series.map(({ key, name, tone, isRight }) => (
          <p key={key} className="flex items-center gap-1.5 text-muted tabular-nums">
            <span aria-hidden className="size-2 rounded-[2px]" style={backgroundOf(tone)} />
            {name} {written(row[key], isRight ? right : y)}
          </p>
        ))}
    </div>
  );
}

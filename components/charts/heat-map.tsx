export interface HeatMapProps {
  label: string;
  rows: string[];
  columns: string[];
  /** Returns the value of a cell, 0 or more. */
  value: (row: number, column: number) => number;
  /** Describes a cell in words. */
  describe: (row: number, column: number) => string;
}

/** A heat map as an HTML table: darker cells have larger values. It needs no library, and screen readers read the table. */
export function HeatMap({ label, rows, columns, value, describe }: HeatMapProps) {
  const largest = Math.max(1, ...rows.flatMap((_, r) => columns.map((_, c) => value(r, c))));
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must reach a scrollable box
      tabIndex={0}
      // `relative` keeps the hidden texts of the cells from widening the page.
      className="relative overflow-x-auto"
    >
      <table className="w-full min-w-2xl table-fixed border-separate border-spacing-0.5 text-faint text-meta tabular-nums">
        <caption className="sr-only">{label}</caption>
        <thead>
          <tr>
            <td className="w-10" />
            {columns.map((column) => (
              <th key={column} scope="col" className="font-normal">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, r) => (
            <tr key={row}>
              <th scope="row" className="text-left font-normal">
                {row}
              </th>
              {columns.map((column, c) => (
                <td
                  key={column}
                  title={describe(r, c)}
                  className="h-6 rounded-sm bg-sunken p-0"
                  style={{ background: fillOf(value(r, c) / largest) }}
                >
                  <span className="sr-only">{value(r, c)}</span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** The square root keeps small values visible beside large ones. */
function fillOf(share: number): string | undefined {
  if (share === 0) return undefined;
  return `color-mix(in srgb, var(--ink) ${Math.round(12 + 78 * Math.sqrt(share))}%, var(--surface))`;
}

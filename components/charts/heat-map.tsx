export interface HeatMapProps {
  label: string;
  rows: string[];
  columns: string[];
  /** By row and column; absent is none. */
  value: (row: number, column: number) => number;
  /** A cell in words. */
  describe: (row: number, column: number) => string;
}

/** A table of squares, the darker the more. Plain HTML: nothing to fetch, and it reads as the table it is. */
export function HeatMap({ label, rows, columns, value, describe }: HeatMapProps) {
  const most = Math.max(1, ...rows.flatMap((_, r) => columns.map((_, c) => value(r, c))));
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      // Relative, or the hidden texts of its cells would widen the page.
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
                  style={{ background: fillOf(value(r, c) / most) }}
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

/** The square root keeps quiet hours in sight beside busy ones. */
function fillOf(share: number): string | undefined {
  if (share === 0) return undefined;
  return `color-mix(in srgb, var(--ink) ${Math.round(12 + 78 * Math.sqrt(share))}%, var(--surface))`;
}

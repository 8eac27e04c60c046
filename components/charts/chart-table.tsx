import { Link } from '@/components/ui/link';
import type { CsvValue } from './csv';

export interface ChartColumn<Row> {
  label: string;
  value: (row: Row) => CsvValue;
  /** The unit in the CSV head; the formatted value names it for people. */
  unit?: string;
  /** Formats the value for people; the CSV has the plain value. */
  format?: (value: number) => string;
  /** The text for a value that is null; a dash by default. */
  unknown?: string;
  /** The address of what the value counts. */
  href?: (row: Row) => string;
}

export interface ChartTableProps<Row> {
  label: string;
  columns: ChartColumn<Row>[];
  rows: Row[];
}

function written<Row>(row: Row, { value: read, format, unknown = '–' }: ChartColumn<Row>): string {
  const value = read(row);
  if (value === null) return unknown;
  return typeof value === 'number' && format ? format(value) : String(value);
}

/** Shows the numbers of a chart as a table. */
export function ChartTable<Row>({ label, columns, rows }: ChartTableProps<Row>) {
  const isNumber = columns.map((column) => rows.some((row) => typeof column.value(row) === 'number'));
  return (
    <section
      aria-label={`${label} as a table`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must reach a scrollable box
      tabIndex={0}
      className="max-h-64 overflow-auto -outline-offset-2 focus-visible:-outline-offset-2"
    >
      <table className="w-full text-meta tabular-nums">
        <thead className="sticky top-0 bg-surface">
          <tr className="border-line border-b">
            {columns.map((column, index) => (
              <th
                key={column.label}
                scope="col"
                className={`h-7 whitespace-nowrap px-2 font-medium text-faint ${isNumber[index] ? 'text-right' : 'text-left'}`}
              >
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the rows have no names, and never move
            <tr key={place} className="border-line border-b last:border-b-0">
              {columns.map((column, index) => (
                <td
                  key={column.label}
                  className={`h-7 px-2 ${isNumber[index] ? 'whitespace-nowrap text-right' : 'break-text min-w-24'}`}
                >
                  {column.href && column.value(row) !== 0 ? (
                    <Link
                      href={column.href(row)}
                      prefetch={false}
                      className="rounded-sm underline underline-offset-2"
                    >
                      {written(row, column)}
                    </Link>
                  ) : (
                    written(row, column)
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

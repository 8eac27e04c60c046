'use client';

import { Download } from 'lucide-react';
import { type ReactNode, useId, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Segments } from '@/components/ui/segments';
import { type ChartColumn, ChartTable } from './chart-table';
import { toCsv } from './csv';

export interface ChartCardProps<Row> {
  title: string;
  /** One line that explains the chart. */
  about: ReactNode;
  columns: ChartColumn<Row>[];
  rows: Row[];
  /** Shown when there are no rows. */
  empty: string;
  isWide?: boolean;
  /** The chart. */
  children: ReactNode;
}

const views = [
  { value: 'chart', label: 'Chart' },
  { value: 'table', label: 'Table' },
] as const;

/** Shows a chart, its numbers as a table, and a CSV download. */
export function ChartCard<Row>({
  title,
  about,
  columns,
  rows,
  empty,
  isWide,
  children,
}: ChartCardProps<Row>) {
  const headingId = useId();
  const [view, setView] = useState<'chart' | 'table'>('chart');
  const isEmpty = rows.length === 0;
  return (
    <section
      aria-labelledby={headingId}
      className={`flex min-w-0 flex-col gap-3 rounded-md border border-line bg-surface p-3 ${isWide ? 'lg:col-span-2' : ''}`}
    >
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-52">
          <h2 id={headingId} className="font-medium text-heading">
            {title}
          </h2>
          <p className="text-meta text-muted">{about}</p>
        </div>
        {!isEmpty && (
          <div className="flex items-center gap-1">
            <Segments label={`View of ${title}`} options={[...views]} value={view} onChange={setView} />
            <Button
              variant="ghost"
              aria-label={`Download ${title} as CSV`}
              onClick={() => download(title, columns, rows)}
            >
              <Download aria-hidden />
              CSV
            </Button>
          </div>
        )}
      </div>
      {isEmpty ? (
        <p className="grid min-h-16 flex-1 place-items-center px-6 text-center text-muted">{empty}</p>
      ) : view === 'chart' ? (
        <div>{children}</div>
      ) : (
        <ChartTable label={title} columns={columns} rows={rows} />
      )}
    </section>
  );
}

function download<Row>(title: string, columns: ChartColumn<Row>[], rows: Row[]): void {
  const csv = toCsv(
    columns.map(({ label, unit }) => (unit ? `${label} (${unit})` : label)),
    rows.map((row) => columns.map((column) => column.value(row))),
  );
  const url = URL.createObjectURL(new Blob([csv], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${title.toLowerCase().replaceAll(/\W+/g, '-')}.csv`;
  link.click();
  // The browser needs the URL until it has started to save the file.
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

import type { ChartColumn } from '@/components/charts/chart-table';
import { formatDollars } from '@/lib/format/usage';

/** The column of a cost. An unknown cost is not 0. */
export const costColumn: ChartColumn<{ cost_usd: number | null }> = {
  label: 'Cost',
  unit: 'USD',
  value: (row) => row.cost_usd,
  format: formatDollars,
  unknown: 'unknown',
};

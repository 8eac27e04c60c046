import { BarList } from '@/components/charts/bar-list';
import { Legend } from '@/components/charts/legend';
import { formatPercent } from './period';

export interface Outcomes {
  completed: number;
  failed: number;
  blocked: number;
}

const entries = [
  { name: 'Completed', tone: 'completed' },
  { name: 'Failed', tone: 'failed' },
  { name: 'Blocked', tone: 'blocked' },
] as const;

const attemptsOf = ({ completed, failed, blocked }: Outcomes) => completed + failed + blocked;

/** Returns the share of attempts with this outcome, or null without attempts. */
export function rateOf(outcomes: Outcomes, part: keyof Outcomes): number | null {
  const attempts = attemptsOf(outcomes);
  return attempts === 0 ? null : outcomes[part] / attempts;
}

/** Shows how attempts ended; each bar is 100 %. */
export function OutcomeBars({ label, rows }: { label: string; rows: (Outcomes & { name: string })[] }) {
  return (
    <div className="grid gap-3">
      <BarList
        label={label}
        full={1}
        rows={rows.map((row) => ({
          key: row.name,
          label: row.name,
          text: `${formatPercent(rateOf(row, 'completed') ?? 0)} succeed · ${formatPercent(rateOf(row, 'blocked') ?? 0)} block · ${attemptsOf(row)}`,
          parts: [
            { tone: 'completed', value: rateOf(row, 'completed') ?? 0 },
            { tone: 'failed', value: rateOf(row, 'failed') ?? 0 },
            { tone: 'blocked', value: rateOf(row, 'blocked') ?? 0 },
          ],
        }))}
      />
      <Legend entries={[...entries]} />
    </div>
  );
}

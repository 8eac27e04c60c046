import { BarList } from '@/components/charts/bar-list';
import { Legend } from '@/components/charts/legend';
import { formatPercent } from '@/lib/format/percent';

export interface Outcomes {
  /** Includes those that were reopened later. */
  completed: number;
  failed: number;
  blocked: number;
  reopened: number;
}

type Outcome = 'succeeded' | 'reopened' | 'failed' | 'blocked';

const entries = [
  { name: 'Completed', tone: 'completed' },
  { name: 'Reopened', tone: 'light' },
  { name: 'Failed', tone: 'failed' },
  { name: 'Blocked', tone: 'blocked' },
] as const;

const attemptsOf = ({ completed, failed, blocked }: Outcomes) => completed + failed + blocked;

/** Returns the share of attempts with this outcome, or null without attempts. A completion that was reopened is not a success. */
export function rateOf(outcomes: Outcomes, outcome: Outcome): number | null {
  const attempts = attemptsOf(outcomes);
  const count = outcome === 'succeeded' ? outcomes.completed - outcomes.reopened : outcomes[outcome];
  return attempts === 0 ? null : count / attempts;
}

/** Shows how attempts ended; each bar is 100 %. */
export function OutcomeBars({
  label,
  rows,
}: {
  label: string;
  rows: (Outcomes & { name: string; href: string })[];
}) {
  return (
    <div className="grid gap-3">
      <BarList
        label={label}
        full={1}
        rows={rows.map((row) => ({
          key: row.name,
          label: row.name,
          href: row.href,
          text: `${formatPercent(rateOf(row, 'succeeded') ?? 0)} succeed · ${formatPercent(rateOf(row, 'blocked') ?? 0)} block · ${attemptsOf(row)}`,
          parts: [
            { tone: 'completed', value: rateOf(row, 'succeeded') ?? 0 },
            { tone: 'light', value: rateOf(row, 'reopened') ?? 0 },
            { tone: 'failed', value: rateOf(row, 'failed') ?? 0 },
            { tone: 'blocked', value: rateOf(row, 'blocked') ?? 0 },
          ],
        }))}
      />
      <Legend entries={[...entries]} />
    </div>
  );
}

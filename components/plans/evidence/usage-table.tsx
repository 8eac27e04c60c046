import type { Usage } from '@/lib/agent-execution/evidence';
import { classNames } from '@/lib/class-names';
import { formatNumber } from '@/lib/format/words';
import { formatCost, formatTokens, sumUsage } from './usage-words';

export interface UsageTableProps {
  usage: Usage[];
  /** The plan that is shown. Rows of its sub-plans have no number of its steps. */
  planId: string;
}

const HEADS = ['Step', 'Agent', 'Model', 'Calls', 'Input', 'Output', 'Cost'];

/** Shows tokens and cost by step, agent and model, the most expensive first, with their sum. */
export function UsageTable({ usage, planId }: UsageTableProps) {
  const total = sumUsage(usage);
  return (
    <section
      aria-label="Usage by step, agent and model"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must reach a scrollable box
      tabIndex={0}
      className="overflow-x-auto -outline-offset-2 focus-visible:-outline-offset-2"
    >
      <table className="w-full text-meta tabular-nums">
        <thead>
          <tr className="border-line border-b text-faint">
            {HEADS.map((head, at) => (
              <th
                key={head}
                scope="col"
                className={classNames(
                  'h-7 whitespace-nowrap px-3 font-medium',
                  at > 2 ? 'text-right' : 'text-left',
                )}
              >
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {usage
            .toSorted((one, other) => (other.cost_usd ?? 0) - (one.cost_usd ?? 0))
            .map((row) => (
              <tr
                key={`${row.plan_id} ${row.step_number} ${row.agent} ${row.model}`}
                className="border-line border-b"
              >
                <td className="h-7 whitespace-nowrap px-3">
                  {row.plan_id === planId ? (row.step_number ?? '–') : 'sub-plan'}
                </td>
                <td className="max-w-32 truncate px-3">{row.agent ?? 'main'}</td>
                <td className="max-w-48 truncate px-3 font-mono">{row.model}</td>
                <Amounts row={row} />
              </tr>
            ))}
        </tbody>
        <tfoot>
          <tr className="font-medium">
            <th scope="row" colSpan={3} className="h-8 px-3 text-left font-medium">
              Total
            </th>
            <Amounts row={total} />
          </tr>
        </tfoot>
      </table>
    </section>
  );
}

function Amounts({ row }: { row: ReturnType<typeof sumUsage> }) {
  const cells = [
    formatNumber(row.calls),
    formatTokens(row.input_tokens),
    formatTokens(row.output_tokens),
    formatCost(row),
  ];
  return cells.map((cell, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the cells have no names, and never move
    <td key={at} className="whitespace-nowrap px-3 text-right">
      {cell}
    </td>
  ));
}

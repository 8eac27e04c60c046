import type { Usage } from '@/lib/agent-execution/usage';
import { classNames } from '@/lib/class-names';
import { addUsage, formatCost, formatTokens } from '@/lib/format/usage';
import { formatNumber } from '@/lib/format/words';

export interface UsageTableProps {
  usage: Usage[];
  /** The plan that is shown. Rows of its sub-plans have no number of its steps. */
  planId: string;
}

/** A narrow pane leaves out what costs most width and says least. */
const WIDE_ONLY = '@max-lg:hidden';

const COLUMNS = [
  { head: 'Step' },
  { head: 'Agent', look: WIDE_ONLY },
  { head: 'Model' },
  { head: 'Calls', isNumber: true, look: WIDE_ONLY },
  { head: 'Input', isNumber: true },
  { head: 'Output', isNumber: true },
  { head: 'Cost', isNumber: true },
];

/** Shows tokens and cost by step, agent and model, the most expensive first, with their sum. */
export function UsageTable({ usage, planId }: UsageTableProps) {
  const total = addUsage(usage);
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
            {COLUMNS.map(({ head, isNumber, look }) => (
              <th
                key={head}
                scope="col"
                className={classNames(
                  'h-7 whitespace-nowrap px-2 font-medium first:pl-3 last:pr-3 @max-sm:px-1.5 @max-sm:first:pl-3 @max-sm:last:pr-3',
                  isNumber ? 'text-right' : 'text-left',
                  look,
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
                <td className="h-7 whitespace-nowrap pr-2 pl-3">
                  {row.plan_id === planId ? (row.step_number ?? '–') : 'sub-plan'}
                </td>
                <td className={classNames('max-w-32 truncate px-2', WIDE_ONLY)}>{row.agent ?? 'main'}</td>
                <td
                  title={row.model}
                  className="max-w-48 truncate px-2 font-mono @max-lg:max-w-28 @max-sm:px-1.5"
                >
                  {row.model}
                </td>
                <Amounts row={row} />
              </tr>
            ))}
        </tbody>
        <tfoot>
          <tr className="font-medium">
            <th scope="row" className="h-8 pl-3 text-left font-medium">
              Total
            </th>
            <td className={WIDE_ONLY} />
            <td />
            <Amounts row={total} />
          </tr>
        </tfoot>
      </table>
    </section>
  );
}

function Amounts({ row }: { row: ReturnType<typeof addUsage> }) {
  const cells = [
    formatNumber(row.calls),
    formatTokens(row.input_tokens),
    formatTokens(row.output_tokens),
    formatCost(row),
  ];
  return cells.map((cell, at) => (
    <td
      // biome-ignore lint/suspicious/noArrayIndexKey: the cells have no names, and never move
      key={at}
      className={classNames(
        'whitespace-nowrap px-2 text-right last:pr-3 @max-sm:px-1.5 @max-sm:first:pl-3 @max-sm:last:pr-3',
        at === 0 && WIDE_ONLY,
      )}
    >
      {cell}
    </td>
  ));
}

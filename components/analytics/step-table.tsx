/** The frame of tables whose rows lead to steps: status, step and plan, and the columns that each table adds. */
import type { ReactNode } from 'react';
import { StatusLabel, type StatusLabelProps } from '@/components/status/status-label';
import { Link } from '@/components/ui/link';

export interface StepTableProps {
  /** The head of the column of statuses. */
  status: string;
  /** The heads of the columns after the plan, with their widths. */
  heads: { text: string; className: string }[];
  /** The rows. */
  children: ReactNode;
}

const headClasses = 'h-8 whitespace-nowrap border-line border-b px-3 font-medium';

export function StepTable({ status, heads, children }: StepTableProps) {
  return (
    <div className="overflow-clip rounded-md border border-line bg-surface">
      <table className="w-full table-fixed">
        <thead>
          <tr className="text-left text-faint text-meta">
            <th scope="col" className={`${headClasses} w-10 md:w-30`}>
              <span className="max-md:sr-only">{status}</span>
            </th>
            <th scope="col" className={headClasses}>
              Step
            </th>
            <th scope="col" className={`${headClasses} max-md:hidden`}>
              Plan
            </th>
            {heads.map(({ text, className }) => (
              <th key={text} scope="col" className={`${headClasses} ${className}`}>
                {text}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

export interface StepLineProps {
  status: StatusLabelProps['status'];
  step: { plan_id: string; step_number: number; description: string; task_title: string; plan_type: string };
  /** A second line below the step. */
  note?: ReactNode;
  /** The cells after the plan. */
  children: ReactNode;
}

/** A row that is a link to its step. */
export function StepLine({ status, step, note, children }: StepLineProps) {
  return (
    <tr className="relative h-9 border-line border-b transition-colors duration-150 last:border-b-0 focus-within:bg-hover hover:bg-hover">
      <td className="px-3">
        <StatusLabel status={status} isIconOnly className="md:hidden" />
        <StatusLabel status={status} className="max-md:hidden" />
      </td>
      <td className="px-3 py-1">
        <Link
          href={`/plans/${step.plan_id}?step=${step.step_number}`}
          prefetch={false}
          dir="auto"
          className="block truncate font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-ink focus-visible:after:-outline-offset-2"
        >
          {`${step.step_number}. ${step.description}`}
        </Link>
        {note}
      </td>
      <td className="px-3 max-md:hidden">
        <span dir="auto" title={step.task_title} className="block truncate text-muted">
          {`${step.task_title} (${step.plan_type})`}
        </span>
      </td>
      {children}
    </tr>
  );
}

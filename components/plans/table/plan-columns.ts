/** The columns of the plan table; the task column is always shown. */
import type { PlanSort } from '@/lib/dashboard/plan-table';
import { ELAPSED_HINT } from '@/lib/format/duration';

export const planColumns = [
  'status',
  'type',
  'progress',
  'step',
  'estimate',
  'elapsed',
  'cost',
  'agent',
  'created',
  'updated',
] as const;

export type PlanColumn = (typeof planColumns)[number];

export const shownAtFirst: PlanColumn[] = [
  'status',
  'type',
  'progress',
  'estimate',
  'elapsed',
  'cost',
  'agent',
  'updated',
];

export interface ColumnLook {
  head: string;
  sort?: PlanSort;
  /** The first sort order: ascending for words, descending for numbers and times. */
  firstOrder: 'asc' | 'desc';
  width: string;
  /** Classes that hide the column on narrow screens. */
  wide?: { cell: string; column: string; note: string };
  isNumber?: boolean;
  /** What its values mean. */
  hint?: string;
}

/** Columns shown from 1280 and 1536 px: classes of the cells, of the column, and of the note in the menu. */
const fromXl = {
  cell: 'md:hidden xl:table-cell',
  column: 'md:hidden xl:table-column',
  note: 'xl:hidden',
};
const from2Xl = {
  cell: 'md:hidden min-[96rem]:table-cell',
  column: 'md:hidden min-[96rem]:table-column',
  note: 'min-[96rem]:hidden',
};

export const columnLooks: Record<PlanColumn | 'task', ColumnLook> = {
  status: { head: 'Status', sort: 'status', firstOrder: 'asc', width: 'w-38' },
  // It shares the remaining width with the current step.
  task: { head: 'Task', sort: 'task', firstOrder: 'asc', width: '' },
  type: { head: 'Type', sort: 'type', firstOrder: 'asc', width: 'w-28 min-[96rem]:w-34', wide: fromXl },
  progress: { head: 'Progress', sort: 'progress', firstOrder: 'desc', width: 'w-30 min-[96rem]:w-36' },
  step: { head: 'Current step', firstOrder: 'asc', width: '', wide: from2Xl },
  estimate: {
    head: 'Estimate',
    sort: 'estimate',
    firstOrder: 'desc',
    width: 'w-22',
    wide: from2Xl,
    isNumber: true,
  },
  elapsed: {
    head: 'Elapsed',
    sort: 'elapsed',
    firstOrder: 'desc',
    width: 'w-22',
    isNumber: true,
    hint: ELAPSED_HINT,
  },
  cost: { head: 'Cost', sort: 'cost', firstOrder: 'desc', width: 'w-24', wide: fromXl, isNumber: true },
  agent: { head: 'Agent', firstOrder: 'asc', width: 'w-28', wide: fromXl },
  created: {
    head: 'Created',
    sort: 'created',
    firstOrder: 'desc',
    width: 'w-24',
    wide: from2Xl,
    isNumber: true,
  },
  updated: { head: 'Updated', sort: 'updated', firstOrder: 'desc', width: 'w-24', isNumber: true },
};

/** Returns the chosen columns in the order of the table. */
export function columnsOf(chosen: readonly PlanColumn[]): (PlanColumn | 'task')[] {
  const all = ['status', 'task', ...planColumns.slice(1)] as const;
  return all.filter((column) => column === 'task' || chosen.includes(column));
}

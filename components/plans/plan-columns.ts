/** The columns of the table of plans beside the task, which is always there. */
import type { PlanSort } from '@/lib/agent-execution/plan-table';

export const planColumns = [
  'status',
  'type',
  'progress',
  'step',
  'estimate',
  'elapsed',
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
  'agent',
  'updated',
];

export interface ColumnLook {
  head: string;
  sort?: PlanSort;
  /** Ascending is what a reader expects of words, descending of numbers and times. */
  firstOrder: 'asc' | 'desc';
  width: string;
  /** For screens too narrow for all. */
  narrow?: string;
  isNumber?: boolean;
}

export const columnLooks: Record<PlanColumn | 'task', ColumnLook> = {
  status: { head: 'Status', sort: 'status', firstOrder: 'asc', width: 'w-38' },
  task: { head: 'Task', sort: 'task', firstOrder: 'asc', width: '' },
  type: {
    head: 'Type',
    sort: 'type',
    firstOrder: 'asc',
    width: 'w-32',
    narrow: 'xl:table-cell md:hidden',
  },
  progress: { head: 'Progress', sort: 'progress', firstOrder: 'desc', width: 'w-30 xl:w-44' },
  step: { head: 'Current step', firstOrder: 'asc', width: 'w-48 xl:w-64', narrow: 'xl:table-cell md:hidden' },
  estimate: { head: 'Estimate', sort: 'estimate', firstOrder: 'desc', width: 'w-22 xl:w-24', isNumber: true },
  elapsed: { head: 'Elapsed', sort: 'elapsed', firstOrder: 'desc', width: 'w-22 xl:w-24', isNumber: true },
  agent: { head: 'Agent', firstOrder: 'asc', width: 'w-36', narrow: 'xl:table-cell md:hidden' },
  created: {
    head: 'Created',
    sort: 'created',
    firstOrder: 'desc',
    width: 'w-28',
    narrow: 'xl:table-cell md:hidden',
    isNumber: true,
  },
  updated: { head: 'Updated', sort: 'updated', firstOrder: 'desc', width: 'w-24 xl:w-28', isNumber: true },
};

/** In the order of the table, whatever the order of the address. */
export function columnsOf(chosen: readonly PlanColumn[]): (PlanColumn | 'task')[] {
  const all = ['status', 'task', ...planColumns.slice(1)] as const;
  return all.filter((column) => column === 'task' || chosen.includes(column));
}

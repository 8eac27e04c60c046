/** The URL parameters of the list of tasks: search, filters, order, the number of tasks and the cursor. */
import {
  createLoader,
  createSerializer,
  parseAsArrayOf,
  parseAsInteger,
  parseAsString,
  parseAsStringLiteral,
} from 'nuqs/server';
import { taskDues, taskSorts } from '@/lib/dashboard/task-views';

/** Tasks added by "Show more", and the maximum of a page. */
export const TASKS_SHOWN = 50;
export const MAX_TASKS_SHOWN = 500;

export const taskSearchParams = {
  q: parseAsString.withDefault(''),
  state: parseAsStringLiteral(['open', 'completed'] as const),
  priority: parseAsArrayOf(parseAsString).withDefault([]),
  category: parseAsArrayOf(parseAsString).withDefault([]),
  due: parseAsStringLiteral(taskDues),
  sort: parseAsStringLiteral(taskSorts).withDefault('active'),
  order: parseAsStringLiteral(['asc', 'desc'] as const).withDefault('desc'),
  show: parseAsInteger.withDefault(TASKS_SHOWN),
  cursor: parseAsString,
  /** Opens the dialog for a new task. */
  new: parseAsStringLiteral(['1']),
};

export const loadTaskParams = createLoader(taskSearchParams);
export const taskListHref = createSerializer(taskSearchParams);

export type TaskListParams = Awaited<ReturnType<typeof loadTaskParams>>;

/** Another filter or order begins with the first page. */
export const firstPage = { show: null, cursor: null };

export const hasTaskFilters = ({ q, state, priority, category, due }: TaskListParams): boolean =>
  q !== '' || state !== null || due !== null || priority.length + category.length > 0;

/** The URL parameters of the list of tasks: the search, the number of tasks and the cursor. */
import {
  createLoader,
  createSerializer,
  parseAsInteger,
  parseAsString,
  parseAsStringLiteral,
} from 'nuqs/server';

/** Tasks added by "Show more", and the maximum of a page. */
export const TASKS_SHOWN = 50;
export const MAX_TASKS_SHOWN = 500;

export const taskSearchParams = {
  q: parseAsString.withDefault(''),
  show: parseAsInteger.withDefault(TASKS_SHOWN),
  cursor: parseAsString,
  /** Opens the dialog for a new task. */
  new: parseAsStringLiteral(['1']),
};

export const loadTaskParams = createLoader(taskSearchParams);
export const taskListHref = createSerializer(taskSearchParams);

export type TaskListParams = Awaited<ReturnType<typeof loadTaskParams>>;

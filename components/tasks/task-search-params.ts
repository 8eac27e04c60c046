/** The address of the list of tasks: what is searched for, how many are shown and where it begins. */
import {
  createLoader,
  createSerializer,
  parseAsInteger,
  parseAsString,
  parseAsStringLiteral,
} from 'nuqs/server';

/** How many more tasks one asks for at a time, and how many one page has at most. */
export const TASKS_SHOWN = 50;
export const MOST_TASKS_SHOWN = 500;

export const taskSearchParams = {
  q: parseAsString.withDefault(''),
  show: parseAsInteger.withDefault(TASKS_SHOWN),
  cursor: parseAsString,
  /** The dialog for a new task is open. */
  new: parseAsStringLiteral(['1']),
};

export const loadTaskParams = createLoader(taskSearchParams);
export const taskListHref = createSerializer(taskSearchParams);

export type TaskListParams = Awaited<ReturnType<typeof loadTaskParams>>;

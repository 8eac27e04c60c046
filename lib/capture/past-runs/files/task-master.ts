/**
 * The tasks.json of Task Master: `{ tasks }`, or `{ <tag>: { tasks } }` with a list for each tag. A subtask is an item of its own, `3.1`.
 * Format: https://docs.task-master.dev/capabilities/task-structure.
 */
import {
  arrangeLists,
  fieldsOf,
  type ItemStatus,
  type ListItem,
  listIn,
  sectionsOf,
  type TaskLists,
  withDetails,
  wordsIn,
} from './task-list.ts';

const STATUSES: Record<string, ItemStatus> = {
  done: 'completed',
  completed: 'completed',
  'in-progress': 'in_progress',
  review: 'in_progress',
  cancelled: 'skipped',
  blocked: 'blocked',
};

/** `pending`, `deferred` and unknown statuses are still to do. */
const statusOf = (value: unknown): ItemStatus => {
  const name = wordsIn(value)?.replace('_', '-') ?? '';
  return Object.hasOwn(STATUSES, name) ? (STATUSES[name] ?? 'pending') : 'pending';
};

function itemOf(id: string, title: string, task: Record<string, unknown>, waits_for: string[]): ListItem {
  const details = sectionsOf([
    ['', task.description],
    ['Priority', task.priority],
    ['Details', task.details],
    ['Test strategy', task.testStrategy],
  ]);
  return withDetails({ id, title, status: statusOf(task.status), waits_for, details });
}

const idsIn = (value: unknown) => listIn(value).flatMap((id) => wordsIn(id) ?? []);

/** Returns a task after its subtasks. They wait for what it waits for, and it waits for them. */
function itemsOf(value: unknown): ListItem[] {
  const task = fieldsOf(value);
  const id = wordsIn(task.id);
  const title = wordsIn(task.title);
  if (id === undefined || title === undefined) return [];
  const waits = idsIn(task.dependencies);
  const subtasks = listIn(task.subtasks).flatMap((each) => {
    const subtask = fieldsOf(each);
    const own = wordsIn(subtask.id);
    if (own === undefined) return [];
    // A dependency without the id of a task means a subtask of the same task.
    const siblings = idsIn(subtask.dependencies).map((other) =>
      other.includes('.') ? other : `${id}.${other}`,
    );
    const name = wordsIn(subtask.title) ?? `Subtask ${own}`;
    return [itemOf(own.includes('.') ? own : `${id}.${own}`, name, subtask, [...waits, ...siblings])];
  });
  return [...subtasks, itemOf(id, title, task, [...waits, ...subtasks.map((item) => item.id)])];
}

/** Returns the lists of a file. `project` is the name of its folder, which tells equal tags of projects apart. */
export function readTaskMaster(project: string, text: string): TaskLists {
  const file = fieldsOf(JSON.parse(text));
  const tags = Array.isArray(file.tasks) ? { master: file } : file;
  const lists = Object.entries(tags).flatMap(([tag, value]) => {
    const { tasks } = fieldsOf(value);
    if (!Array.isArray(tasks)) return [];
    const title = tag === 'master' ? project : `${project}: ${tag}`;
    return [{ name: `${project}/${tag}`, title, items: tasks.flatMap(itemsOf) }];
  });
  return arrangeLists(lists, lists.length === 0 ? ['The file has no tasks.'] : []);
}

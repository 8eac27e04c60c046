/** A list of tasks that another tool keeps in a file. Each list becomes a task with a plan, and each of its items a step. */

export type ItemStatus = 'pending' | 'in_progress' | 'completed' | 'skipped' | 'blocked';

export interface ListItem {
  id: string;
  title: string;
  status: ItemStatus;
  /** Ids of items of the list that come first. */
  waits_for: string[];
  /** What the file says besides. */
  details?: string;
}

export interface TaskList {
  /** By this name the server knows the list again. */
  name: string;
  /** The title of its task. */
  title: string;
  items: ListItem[];
}

export interface TaskLists {
  lists: TaskList[];
  /** What is not imported, and why. */
  problems: string[];
}

/** A plan has no more steps. */
const MAX_ITEMS = 1000;

const isSettled = ({ status }: ListItem) => status === 'completed' || status === 'skipped';

/** Returns the items with what they wait for before them. In a cycle, an item stands where it first occurs. */
function sortItems(items: ListItem[]): ListItem[] {
  const byId = new Map(items.map((item) => [item.id, item]));
  const sorted = new Set<ListItem>();
  const entered = new Set<ListItem>();
  // A path of its own, because a chain of dependencies can be longer than the call stack.
  const path: ListItem[] = [];
  for (const root of items) {
    path.push(root);
    for (let item = path.at(-1); item; item = path.at(-1)) {
      const open = entered.has(item)
        ? []
        : item.waits_for.flatMap((id) => byId.get(id) ?? []).filter((other) => !entered.has(other));
      entered.add(item);
      if (open.length > 0) path.push(...open);
      else {
        sorted.add(item);
        path.pop();
      }
    }
  }
  return [...sorted];
}

/** Returns the lists in the order in which they can be worked off, and reports what a plan cannot hold. */
export function arrangeLists(lists: TaskList[], problems: string[] = []): TaskLists {
  const arranged = lists.filter(({ items }) => items.length > 0).map((list) => arrange(list, problems));
  return { lists: arranged, problems };
}

function arrange(list: TaskList, problems: string[]): TaskList {
  const unique = [...new Map(list.items.map((item) => [item.id, item])).values()];
  // Keeps the open items of a list that is too long.
  const kept = new Set(
    unique.toSorted((a, b) => Number(isSettled(a)) - Number(isSettled(b))).slice(0, MAX_ITEMS),
  );
  if (kept.size < unique.length)
    problems.push(
      `${list.name}: ${unique.length - kept.size} items are omitted, because a plan has up to 1,000 steps.`,
    );
  const byId = new Map([...kept].map((item) => [item.id, item]));
  const items = [...kept].map((item) => {
    const known = [...new Set(item.waits_for)].filter((id) => id !== item.id && byId.has(id));
    const missing = item.waits_for.filter((id) => !byId.has(id));
    if (missing.length > 0 && !isSettled(item))
      problems.push(
        `${list.name}: ${item.id} waits for ${missing.join(', ')}, which the list does not have.`,
      );
    return { ...item, waits_for: known };
  });
  return { ...list, items: sortItems(items) };
}

/** Returns the lines that are sent for a list: its title and the path of its file, then its items. */
export async function* linesOf({ title, items }: TaskList, path: string) {
  yield { line: 0, text: JSON.stringify({ title, path }) };
  for (const [index, item] of items.entries()) yield { line: index + 1, text: JSON.stringify(item) };
}

type Fields = Record<string, unknown>;

export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

export const listIn = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** Returns an id or a text; undefined for an empty or other value. */
export function wordsIn(value: unknown): string | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && text.trim() !== '' ? text.trim() : undefined;
}

/** Returns the sections that have a text, with their titles. */
export function sectionsOf(sections: [title: string, value: unknown][]): string | undefined {
  const texts = sections.flatMap(([title, value]) => {
    const text = wordsIn(value);
    return text === undefined ? [] : [title === '' ? text : `${title}:\n${text}`];
  });
  return texts.length === 0 ? undefined : texts.join('\n\n');
}

/** Returns an object without its undefined fields. */
export function withDetails(item: ListItem): ListItem {
  const { details, ...others } = item;
  return details === undefined ? others : item;
}

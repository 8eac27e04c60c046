/**
 * The issues.jsonl of beads, an issue a line. An issue with children becomes a plan with them as steps; the others become the plan of the
 * project. `blocks` is a dependency, and a parent waits for its children. All other links are only mentioned.
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

interface Issue {
  item: ListItem;
  parent: string | undefined;
}

const STATUSES: Record<string, ItemStatus> = {
  closed: 'completed',
  in_progress: 'in_progress',
  hooked: 'in_progress',
  blocked: 'blocked',
};

function issueOf(value: unknown): Issue | null {
  const issue = fieldsOf(value);
  const id = wordsIn(issue.id);
  const title = wordsIn(issue.title);
  // A tombstone stands for an issue that was deleted.
  if (id === undefined || title === undefined || issue.status === 'tombstone') return null;
  const links = listIn(issue.dependencies).map(fieldsOf);
  const linked = (type: string) =>
    links.flatMap((link) => (link.type === type ? (wordsIn(link.depends_on_id) ?? []) : []));
  const status = wordsIn(issue.status) ?? '';
  const details = sectionsOf([
    ['', issue.description],
    ['Type', issue.issue_type],
    ['Design', issue.design],
    ['Acceptance criteria', issue.acceptance_criteria],
    ['Notes', issue.notes],
    ['Discovered from', linked('discovered-from').join(', ')],
    ['Closed', issue.close_reason],
  ]);
  const known = Object.hasOwn(STATUSES, status) ? STATUSES[status] : undefined;
  const item = withDetails({ id, title, status: known ?? 'pending', waits_for: linked('blocks'), details });
  return { item, parent: linked('parent-child')[0] ?? wordsIn(issue.parent) };
}

/** Returns the topmost issue that a file knows above each issue. */
function rootOf(issues: Map<string, Issue>, id: string): string {
  const seen = new Set<string>();
  let root = id;
  for (let parent = issues.get(id)?.parent; parent !== undefined; parent = issues.get(parent)?.parent) {
    if (!issues.has(parent) || seen.has(parent)) break;
    seen.add(parent);
    root = parent;
  }
  return root;
}

/** Returns the lists of a file, and which of its lines cannot be used. */
export function readBeads(project: string, text: string): TaskLists {
  const problems: string[] = [];
  const issues = new Map<string, Issue>();
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    try {
      const issue = issueOf(JSON.parse(line));
      if (issue) issues.set(issue.item.id, issue);
    } catch {
      problems.push(`Line ${index + 1} is not JSON.`);
    }
  }
  const groups = Map.groupBy(issues.values(), ({ item }) => rootOf(issues, item.id));
  const isAlone = (root: string) => groups.get(root)?.length === 1;
  const rest = [...groups].flatMap(([root, [issue]]) => (isAlone(root) && issue ? [issue.item] : []));
  const families = [...groups].flatMap(([root, members]) =>
    isAlone(root)
      ? []
      : [{ name: root, title: issues.get(root)?.item.title ?? root, items: family(members) }],
  );
  const name = `${project}/issues`;
  return arrangeLists([...families, { name, title: `${project}: issues`, items: rest }], problems);
}

/** Returns the items of a plan, in which parents wait for their children. */
function family(members: Issue[]): ListItem[] {
  return members.map(({ item }) => ({
    ...item,
    waits_for: [
      ...item.waits_for,
      ...members.flatMap((other) => (other.parent === item.id ? [other.item.id] : [])),
    ],
  }));
}

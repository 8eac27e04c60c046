/** The plans and tasks that a person looked at last, kept in this browser for each person. */

export interface Visit {
  href: string;
  label: string;
}

const MAX_VISITS = 8;
const TITLE_SUFFIX = ' · Agent Execution';

const storageKey = (userId: string) => `aes-recent:${userId}`;

/** The visit that an address and its page's title make; null for what is neither a plan nor a task. */
export function visitOf(pathname: string, title: string): Visit | null {
  const isKept = /^\/(plans|tasks)\/[^/]+$/.test(pathname) && title.endsWith(TITLE_SUFFIX);
  return isKept ? { href: pathname, label: title.slice(0, -TITLE_SUFFIX.length) } : null;
}

/** The visits with one more in front, each address once. */
export function addVisit(visits: Visit[], visit: Visit): Visit[] {
  return [visit, ...visits.filter(({ href }) => href !== visit.href)].slice(0, MAX_VISITS);
}

function isVisit(value: unknown): value is Visit {
  return (
    typeof value === 'object' &&
    value !== null &&
    'href' in value &&
    typeof value.href === 'string' &&
    value.href.startsWith('/') &&
    'label' in value &&
    typeof value.label === 'string'
  );
}

/** The visits as stored; nothing when the browser keeps none or someone else wrote there. */
export function readVisits(userId: string): Visit[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(storageKey(userId)) ?? '[]');
    return Array.isArray(stored) ? stored.filter(isVisit).slice(0, MAX_VISITS) : [];
  } catch {
    return [];
  }
}

export function saveVisit(userId: string, visit: Visit): void {
  try {
    localStorage.setItem(storageKey(userId), JSON.stringify(addVisit(readVisits(userId), visit)));
  } catch {
    // The browser keeps nothing, or has no room: there is no list then.
  }
}

export function forgetVisits(userId: string): void {
  try {
    localStorage.removeItem(storageKey(userId));
  } catch {
    // The browser keeps nothing.
  }
}

/** The plans and tasks that a person visited last, stored in this browser per person. */

export interface Visit {
  href: string;
  label: string;
}

const MAX_VISITS = 8;
const TITLE_SUFFIX = ' · Agent Execution';

const storageKey = (userId: string) => `aes-recent:${userId}`;

/** Returns the visit of a URL and its page title, or null for other pages. */
export function visitOf(pathname: string, title: string): Visit | null {
  const isKept = /^\/(plans|tasks)\/[^/]+$/.test(pathname) && title.endsWith(TITLE_SUFFIX);
  return isKept ? { href: pathname, label: title.slice(0, -TITLE_SUFFIX.length) } : null;
}

/** Returns the visits with a new one in front, each URL once. */
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

/** Returns the stored visits, or none if the storage is unavailable or malformed. */
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
    // The storage is unavailable or full; there is no list then.
  }
}

export function forgetVisits(userId: string): void {
  try {
    localStorage.removeItem(storageKey(userId));
  } catch {
    // The storage is unavailable.
  }
}

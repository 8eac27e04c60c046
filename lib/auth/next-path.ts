/** Where to go after signing in: a path of this site and nothing else. */
const START = '/';

/** The path that was asked for, if it is one; an address of another site is not. */
export function safeNextPath(value: unknown): string {
  if (typeof value !== 'string' || !value.startsWith('/')) return START;
  // Browsers read `//host`, `/\host` and a tab in between as another host; the parser reads as they do.
  const url = URL.parse(value, 'http://this.invalid');
  if (url?.origin !== 'http://this.invalid' || url.pathname === '/login') return START;
  return url.pathname + url.search;
}

/** The login page, coming back to this path. */
export function loginPath(path: string): string {
  return path === '/' ? '/login' : `/login?next=${encodeURIComponent(path)}`;
}

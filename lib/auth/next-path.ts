/** Decides which requested path may become a redirect: only a path of this site. */
const START = '/';
const BASE = 'http://this.invalid';

/** Returns the pathname as a router reads it, without escapes and without slashes at the end; null for a broken escape. */
function decodedPathname(pathname: string): string | null {
  try {
    return decodeURIComponent(pathname).replace(/[\\/]+$/, '');
  } catch {
    return null;
  }
}

/**
 * Returns the path if a browser resolves it to a page of this site other than the login page; otherwise `/`.
 * The result never begins with two slashes, which would name another host: the parser makes `//host` of `/.//host`.
 */
export function safeNextPath(value: unknown): string {
  if (typeof value !== 'string' || !value.startsWith('/')) return START;
  // Browsers read `//host`, `/\host` and a tab in between as another host; the parser reads as they do.
  const url = URL.parse(value, BASE);
  if (url?.origin !== BASE || /^\/[\\/]/.test(url.pathname)) return START;
  const pathname = decodedPathname(url.pathname);
  if (pathname === null || pathname === '/login') return START;
  return url.pathname + url.search;
}

/** Returns the address of the login page that leads back to this path. */
export function loginPath(path: string): string {
  const next = safeNextPath(path);
  return next === START ? '/login' : `/login?next=${encodeURIComponent(next)}`;
}

import { baseName } from '../payload';

/** Returns a path as a person would write it: relative to the working directory if it is inside; else its name if that is unknown. */
export function displayPath(path: string, cwd?: string): string {
  const isAbsolute = /^([\\/]|[A-Za-z]:)/.test(path);
  if (!isAbsolute) return path;
  if (!cwd) return baseName(path);
  const folder = cwd.replace(/[\\/]+$/, '');
  const rest = path.slice(folder.length);
  return path.startsWith(folder) && /^[\\/]./.test(rest) ? rest.slice(1) : path;
}

/** Returns whether a folder is that of a project or lies in it. The project '' holds all folders. */
export function isInside(folder: string, project: string): boolean {
  const path = folder.replaceAll('\\', '/').replace(/\/+$/, '');
  const outer = project.replaceAll('\\', '/');
  return path === outer || path.startsWith(`${outer}/`);
}

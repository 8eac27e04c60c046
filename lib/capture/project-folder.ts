import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { listOf, objectOf, textOf } from './payload';

/** Returns the working directory that an event names, also within the wrapping of its hook. */
export function folderOf({ cwd, workspace_roots, directory, input }: JsonObject): string | undefined {
  return (
    textOf(cwd) ?? textOf(listOf(workspace_roots)[0]) ?? textOf(directory) ?? textOf(objectOf(input).cwd)
  );
}

/** Returns whether a folder is that of a project or lies in it. The project '' holds all folders. */
export function isInside(folder: string, project: string): boolean {
  const path = folder.replaceAll('\\', '/').replace(/\/+$/, '');
  const outer = project.replaceAll('\\', '/');
  return path === outer || path.startsWith(`${outer}/`);
}

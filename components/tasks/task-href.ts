/** Returns the URL of a task; its id may be any text. */
export function taskHref(taskId: string): string {
  return `/tasks/${encodeURIComponent(taskId)}`;
}

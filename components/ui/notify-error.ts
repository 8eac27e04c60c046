type Show = (message: string, hint: string) => void;

const waiting: Parameters<Show>[] = [];
let show: Show = (...error) => waiting.push(error);

/** Tells of a failure in a toast; until there is a place for toasts, it waits. */
export function notifyError(message: string, hint: string): void {
  show(message, hint);
}

/** For the place that shows them: it is fetched after the page, and not by those who only have something to tell. */
export function showErrorsWith(next: Show): void {
  show = next;
  for (const error of waiting.splice(0)) next(...error);
}

/** Something to tell that happened off-screen: a failure with what to do, or a deed with the way to take it back. */
export interface Message {
  kind: 'error' | 'done';
  text: string;
  hint?: string;
  undo?: () => void;
}

type Show = (message: Message) => void;

const waiting: Message[] = [];
let show: Show = (message) => waiting.push(message);

/** Tells of a failure in a toast; until there is a place for toasts, it waits. */
export function notifyError(text: string, hint: string): void {
  show({ kind: 'error', text, hint });
}

/** Tells of something done, with a button that takes it back where `undo` is given. */
export function notifyDone(text: string, undo?: () => void): void {
  show({ kind: 'done', text, undo });
}

/** For the place that shows them: it is fetched after the page, and not by those who only have something to tell. */
export function showMessagesWith(next: Show): void {
  show = next;
  for (const message of waiting.splice(0)) next(message);
}

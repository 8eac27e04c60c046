/** Toasts: any component reports a failure, or a success with a way to undo it. */
import type { Failure } from '@/lib/action-result';

export interface Message {
  kind: 'error' | 'done';
  text: string;
  hint?: string;
  undo?: () => void;
}

type Show = (message: Message) => void;

const waiting: Message[] = [];
let show: Show = (message) => waiting.push(message);

/** Shows a failure in a toast, once the toast region has loaded. */
export function notifyFailure({ message, hint }: Failure): void {
  show({ kind: 'error', text: message, hint });
}

/** Shows a success in a toast, with an Undo button if `undo` is given. */
export function notifyDone(text: string, undo?: () => void): void {
  show({ kind: 'done', text, undo });
}

/** Shows every message, waiting ones first, through `next`. The toast region calls it; it loads after the page. */
export function showMessagesWith(next: Show): void {
  show = next;
  for (const message of waiting.splice(0)) next(message);
}

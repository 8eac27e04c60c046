/** Cuts text to the limits of the API, and notes the full length. */
import { storableText } from '../lib/agent-execution/error-texts.ts';

/** Maximum number of characters of a text in the log and in plans. */
const MAX_TEXT = 20_000;

/** Returns the text, truncated to a number of characters. */
export const fitText = (text: string, maxLength = MAX_TEXT): string => storableText(text, maxLength);

/** Like fitText, with a limit in bytes of JSON, where quotes, line breaks and control characters take more than one byte. */
export function fitJson(text: string, maxBytes: number): string {
  for (let length = Math.min(text.length, maxBytes); ; length = Math.floor(length * 0.8)) {
    const fitting = fitText(text, length);
    if (Buffer.byteLength(JSON.stringify(fitting)) <= maxBytes) return fitting;
  }
}

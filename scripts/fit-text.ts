/** Cuts text to the limits of the API, and notes the full length. */
import { storableText } from '../lib/agent-execution/error-texts.ts';

/** Most characters of a text in the log and in plans. */
const MAX_TEXT = 20_000;

/** Returns the text, truncated to a number of characters. */
export const fitText = (text: string, most = MAX_TEXT): string => storableText(text, most);

/** Like fitText, with a limit in bytes of JSON, where quotes, line breaks and control characters take more than one byte. */
export function fitJson(text: string, most: number): string {
  for (let length = Math.min(text.length, most); ; length = Math.floor(length * 0.8)) {
    const fitting = fitText(text, length);
    if (Buffer.byteLength(JSON.stringify(fitting)) <= most) return fitting;
  }
}

/** Returns a text cut to a number of characters, with an ellipsis where it was cut. */
export function shorten(text: string, maxCharacters: number): string {
  return text.length > maxCharacters ? `${text.slice(0, maxCharacters).trimEnd()}…` : text;
}

/** Folds a long text, so that a page first shows only its beginning. */
const MAX_LINES = 40;
const MAX_CHARACTERS = 4000;
/** A button to show so few lines would take as much space as they do. */
const SMALL_LINES = 3;

export interface Fold {
  shown: string;
  hiddenLines: number;
  hiddenCharacters: number;
}

/** Returns the beginning of a text, at most `maxLines` and 4,000 characters. Does not fold a text for a small remainder. */
export function foldText(text: string, maxLines = MAX_LINES): Fold {
  const end = endOfLines(text, maxLines);
  let length = Math.min(end, MAX_CHARACTERS);
  const rest = text.slice(length);
  if (rest.length < MAX_CHARACTERS / 10 && rest.split('\n').length <= SMALL_LINES + 1) length = text.length;
  // Never splits a surrogate pair.
  if (length < text.length && /[\ud800-\udbff]/.test(text.charAt(length - 1))) length--;
  const hidden = text.slice(length);
  return {
    shown: text.slice(0, length),
    hiddenLines: hidden.split('\n').length - 1,
    hiddenCharacters: hidden.length,
  };
}

function endOfLines(text: string, lines: number): number {
  let position = -1;
  for (let line = 0; line < lines; line++) {
    position = text.indexOf('\n', position + 1);
    if (position === -1) return text.length;
  }
  return position;
}

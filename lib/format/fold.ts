/** Folds a long text, so that a page first shows only its beginning. */
const MAX_LINES = 40;
const MAX_CHARACTERS = 4000;

export interface Fold {
  shown: string;
  hiddenLines: number;
  hiddenCharacters: number;
}

/** Returns the beginning of a text, at most `maxLines` and 4,000 characters. Does not fold a text for a small remainder. */
export function foldText(text: string, maxLines = MAX_LINES): Fold {
  const end = endOfLines(text, maxLines);
  let length = Math.min(end, MAX_CHARACTERS);
  if (text.length - length < MAX_CHARACTERS / 10 && end === text.length) length = text.length;
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

/** Counts the lines of a text in a width, as a browser breaks it. */

/** Returns the number of lines of a text; `measure` returns the width of a part of it in pixels. */
export function countTextLines(text: string, width: number, measure: (part: string) => number): number {
  const space = measure(' ');
  let lines = 1;
  let used = 0;
  for (const word of text.trim().split(/\s+/)) {
    const length = measure(word);
    if (used > 0 && used + space + length > width) {
      lines += 1;
      used = 0;
    }
    used += length + (used > 0 ? space : 0);
    // A word without room breaks.
    while (used > width) {
      lines += 1;
      used -= width;
    }
  }
  return lines;
}

/** Returns a function that measures texts in the font of an element, in a size in pixels. */
export function measureLike(element: HTMLElement, size: number): (part: string) => number {
  const canvas = document.createElement('canvas').getContext('2d');
  if (!canvas) return (part) => part.length * size * 0.55;
  canvas.font = `${size}px ${getComputedStyle(element).fontFamily}`;
  return (part) => canvas.measureText(part).width;
}

/** Compares texts with globs in time that grows with both lengths only, because agents choose the texts. */

/** Returns whether a text as a whole matches a glob, in which a star stands for any characters, also slashes and line breaks. */
export function matchesText(text: string, glob: string): boolean {
  const [first = '', ...rest] = glob.split('*');
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  // Each part between two stars is found as early as possible, which leaves the most to those that follow.
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return at + last.length <= text.length;
}

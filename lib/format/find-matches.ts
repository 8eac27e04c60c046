/** Finds a text in another one without regard to case and accents, as the search of the database does. */

/** Returns the places [start, end) of the matches, in order, at most `max`. */
export function findMatches(text: string, searched: string, max = 1000): [start: number, end: number][] {
  const query = fold(searched).text;
  if (query === '') return [];
  const { text: folded, places } = fold(text);
  const found: [number, number][] = [];
  for (
    let at = folded.indexOf(query);
    at !== -1 && found.length < max;
    at = folded.indexOf(query, at + query.length)
  ) {
    const end = at + query.length;
    found.push(places ? [places[at] ?? 0, places[end] ?? text.length] : [at, end]);
  }
  return found;
}

/** Returns whether a text has a match; false without a text to search for. */
export function hasMatch(text: string, searched: string): boolean {
  return searched !== '' && text !== '' && findMatches(text, searched, 1).length > 0;
}

const isAscii = (text: string) => !/[^ -~\s]/.test(text);

/** Returns the folded text, and the place of each of its characters in the text if they differ. */
function fold(text: string): { text: string; places?: number[] } {
  if (isAscii(text)) return { text: text.toLowerCase() };
  const places: number[] = [];
  let folded = '';
  let at = 0;
  for (const character of text) {
    const plain = character.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
    for (let index = 0; index < plain.length; index++) places.push(at);
    folded += plain;
    at += character.length;
  }
  places.push(text.length);
  return { text: folded, places };
}

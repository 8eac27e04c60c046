/** Generates context entries with a natural word distribution (Zipf's law), and queries for them. */

const SYLLABLES = [
  'ba',
  'ce',
  'di',
  'fo',
  'gu',
  'ha',
  'ki',
  'lo',
  'mu',
  'ne',
  'pa',
  'ri',
  'so',
  'tu',
  've',
  'wa',
  'zo',
];
const VOCABULARY = 30_000;

/** Returns a generator of numbers from 0 to 1 that are the same in every run (Park and Miller). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

function wordOf(rank: number): string {
  let word = '';
  for (let rest = rank + 1; rest > 0; rest = Math.floor(rest / SYLLABLES.length))
    word += SYLLABLES[rest % SYLLABLES.length];
  return word;
}

export interface Collection {
  /** Returns the text of the next entry, 20 to 160 words. */
  nextText(): string;
  /** Returns the next query: a few words of an entry, among common words. */
  nextQuery(): string;
}

export function createCollection(seed: number): Collection {
  const random = createRandom(seed);
  // Returns a random rank whose probability is proportional to 1 / rank.
  const nextWord = () => wordOf(Math.floor(VOCABULARY ** random()) - 1);
  const words = (count: number) => Array.from({ length: count }, nextWord);
  let known: string[] = [];
  return {
    nextText() {
      const text = words(20 + Math.floor(random() * 140));
      if (random() < 0.05 || known.length === 0) known = text;
      return text.join(' ');
    },
    nextQuery() {
      const asked = Array.from({ length: 4 }, () => known[Math.floor(random() * known.length)]);
      known = words(60);
      return [...asked, ...words(3)].join(' ');
    },
  };
}

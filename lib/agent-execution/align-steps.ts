/**
 * Finds the steps of two runs that do the same: the alignment with the greatest sum of similarities that keeps both orders
 * (Needleman and Wunsch, 1970). Equal steps that changed places are paired afterwards.
 */

export interface AlignableStep {
  step_number: number;
  action: string;
  description: string;
}

export interface StepPair {
  /** The step of the left run; null if the right run alone did it. */
  left: number | null;
  right: number | null;
  /** 0 to 1; 1 for equal descriptions and actions. */
  similarity: number;
  /** The step does the same as its partner, at another place in the order. */
  is_moved: boolean;
}

/** Less similar steps are different ones. */
const MIN_SIMILARITY = 0.45;
const ACTION_SHARE = 0.15;
/** Descriptions are compared by their first words, because a thousand long ones would keep the server busy for seconds. */
const MAX_WORDS = 60;

interface Key {
  step_number: number;
  text: string;
  action: string;
  words: Set<string>;
}

function keyOf({ step_number, action, description }: AlignableStep): Key {
  const text = description.toLowerCase().replace(/\s+/g, ' ').trim();
  return {
    step_number,
    text,
    action: action.toLowerCase(),
    words: new Set(text.match(/[\p{L}\p{N}]+/gu)?.slice(0, MAX_WORDS)),
  };
}

/** Returns how similar two steps are: the shared words of their descriptions (Dice's coefficient), and whether their actions are equal. */
function similarityOf(left: Key, right: Key, sharedWords: number): number {
  const isSameAction = left.action === right.action;
  if (left.text === right.text) return isSameAction ? 1 : 1 - ACTION_SHARE;
  const total = left.words.size + right.words.size;
  if (total === 0) return 0;
  return ((2 * sharedWords) / total) * (1 - ACTION_SHARE) + (isSameAction ? ACTION_SHARE : 0);
}

/** Returns the similarities of all steps, row by row; 0 for different ones. */
function similarities(left: Key[], right: Key[]): Float64Array {
  const values = new Float64Array(left.length * right.length);
  const columnsOf = new Map<string, number[]>();
  right.forEach(({ words }, column) => {
    for (const word of words) {
      const columns = columnsOf.get(word);
      if (columns) columns.push(column);
      else columnsOf.set(word, [column]);
    }
  });
  left.forEach((one, row) => {
    const shared = new Uint16Array(right.length);
    for (const word of one.words)
      for (const column of columnsOf.get(word) ?? []) shared[column] = (shared[column] ?? 0) + 1;
    right.forEach((other, column) => {
      const value = similarityOf(one, other, shared[column] ?? 0);
      values[row * right.length + column] = value >= MIN_SIMILARITY ? value : 0;
    });
  });
  return values;
}

const at = (values: Float64Array, index: number) => values[index] ?? 0;

/** Returns, for each row and column, the best sum of similarities of the steps from there to the end. */
function bestSums(values: Float64Array, rows: number, columns: number): Float64Array {
  const width = columns + 1;
  const best = new Float64Array((rows + 1) * width);
  for (let row = rows - 1; row >= 0; row -= 1) {
    for (let column = columns - 1; column >= 0; column -= 1) {
      const value = at(values, row * columns + column);
      best[row * width + column] = Math.max(
        at(best, (row + 1) * width + column),
        at(best, row * width + column + 1),
        value > 0 ? value + at(best, (row + 1) * width + column + 1) : 0,
      );
    }
  }
  return best;
}

function pairInOrder(left: Key[], right: Key[]): StepPair[] {
  const values = similarities(left, right);
  const best = bestSums(values, left.length, right.length);
  const width = right.length + 1;
  const pairs: StepPair[] = [];
  let row = 0;
  let column = 0;
  while (row < left.length || column < right.length) {
    const [one, other] = [left[row], right[column]];
    const value = one && other ? at(values, row * right.length + column) : 0;
    const sum = at(best, row * width + column);
    if (one && other && value > 0 && sum === value + at(best, (row + 1) * width + column + 1)) {
      pairs.push({ left: one.step_number, right: other.step_number, similarity: value, is_moved: false });
      row += 1;
      column += 1;
    } else if (one && (!other || sum === at(best, (row + 1) * width + column))) {
      pairs.push({ left: one.step_number, right: null, similarity: 0, is_moved: false });
      row += 1;
    } else if (other) {
      pairs.push({ left: null, right: other.step_number, similarity: 0, is_moved: false });
      column += 1;
    }
  }
  return pairs;
}

/** Pairs steps with equal descriptions that are left over. The pair takes the place of the left step. */
function pairMoved(pairs: StepPair[], left: Map<number, Key>, right: Map<number, Key>): StepPair[] {
  const unpaired = new Map<string, StepPair[]>();
  for (const pair of pairs) {
    const text = pair.left === null && pair.right !== null ? right.get(pair.right)?.text : undefined;
    if (text !== undefined) unpaired.set(text, [...(unpaired.get(text) ?? []), pair]);
  }
  const used = new Set<StepPair>();
  const moved = pairs.map((pair) => {
    const one = pair.right === null && pair.left !== null ? left.get(pair.left) : undefined;
    const partner = one && unpaired.get(one.text)?.shift();
    if (!one || partner?.right == null) return pair;
    used.add(partner);
    const other = right.get(partner.right);
    return {
      ...pair,
      right: partner.right,
      similarity: other ? similarityOf(one, other, 0) : 1,
      is_moved: true,
    };
  });
  return moved.filter((pair) => !used.has(pair));
}

/** Returns each step of both runs once, alone or with its partner, in the order of both. The time grows with the product of their lengths. */
export function alignSteps(left: readonly AlignableStep[], right: readonly AlignableStep[]): StepPair[] {
  const [ones, others] = [left.map(keyOf), right.map(keyOf)];
  const byNumber = (keys: Key[]) => new Map(keys.map((key) => [key.step_number, key]));
  return pairMoved(pairInOrder(ones, others), byNumber(ones), byNumber(others));
}

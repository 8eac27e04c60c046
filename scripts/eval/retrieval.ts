/** Measures of the quality of a ranking (Järvelin and Kekäläinen 2002; linear gains, as in trec_eval). */

/** Relevance by document id; documents that are absent are not relevant. */
export type Judgements = ReadonlyMap<string, number>;

/** Returns the share of relevant documents among the first k, 0 to 1. */
export function recall(ranking: string[], judgements: Judgements, k: number): number {
  const found = ranking.slice(0, k).filter((id) => judgements.has(id)).length;
  return judgements.size === 0 ? 0 : found / judgements.size;
}

/** Returns the reciprocal rank of the first relevant document; 0 if there is none. */
export function reciprocalRank(ranking: string[], judgements: Judgements): number {
  const place = ranking.findIndex((id) => judgements.has(id));
  return place === -1 ? 0 : 1 / (place + 1);
}

/** Returns the normalised discounted cumulative gain of the first k, 0 to 1. */
export function ndcg(ranking: string[], judgements: Judgements, k: number): number {
  const ideal = discounted([...judgements.values()].sort((a, b) => b - a).slice(0, k));
  return ideal === 0 ? 0 : discounted(ranking.slice(0, k).map((id) => judgements.get(id) ?? 0)) / ideal;
}

function discounted(gains: number[]): number {
  return gains.reduce((sum, gain, place) => sum + gain / Math.log2(place + 2), 0);
}

/** The plans that the open page shows besides its own: the sub-plans and the parent of a plan. */

const counts = new Map<string, number>();

export const isFollowed = (planId: string): boolean => counts.has(planId);

/** Follows plans until the returned function is called; several components may follow the same plan. */
export function followPlans(planIds: readonly string[]): () => void {
  for (const id of planIds) counts.set(id, (counts.get(id) ?? 0) + 1);
  return () => {
    for (const id of planIds) {
      const left = (counts.get(id) ?? 1) - 1;
      if (left === 0) counts.delete(id);
      else counts.set(id, left);
    }
  };
}

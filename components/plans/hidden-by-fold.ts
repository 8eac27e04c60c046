/** Hides an element of a folded plan (plan-fold.tsx) where the steps stand above the tabs. */
export const hiddenByFold = 'not-print:max-lg:group-data-folded/plan:hidden';

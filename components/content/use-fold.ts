import { useContext, useState } from 'react';
import { useIsPrinting } from '@/components/ui/use-is-printing';
import { hasMatch } from '@/lib/format/find-matches';
import { SearchedText } from './searched-text';

/** Returns whether a folded text is shown whole: on paper, as the person chose, or because the search matches what is hidden. */
export function useFold(hiddenText: string) {
  const [chosen, choose] = useState<boolean | null>(null);
  const searched = useContext(SearchedText);
  const isPrinting = useIsPrinting();
  return { isWhole: isPrinting || (chosen ?? hasMatch(hiddenText, searched)), choose };
}

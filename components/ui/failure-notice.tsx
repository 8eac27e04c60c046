import type { Failure } from '@/lib/action-result';
import { Notice } from './notice';

/** Shows what failed and what to do; shows nothing without a failure. */
export function FailureNotice({ failure }: { failure: Failure | null | undefined }) {
  if (!failure) return null;
  return (
    <Notice tone="error" title={failure.message}>
      {failure.hint}
    </Notice>
  );
}

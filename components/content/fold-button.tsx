'use client';

export interface FoldButtonProps {
  isWhole: boolean;
  /** What is hidden: `12 lines`. */
  hidden: string;
  onChange: (isWhole: boolean) => void;
}

/** Unfolds a long text at its end. */
export function FoldButton({ isWhole, hidden, onChange }: FoldButtonProps) {
  return (
    <button
      type="button"
      aria-expanded={isWhole}
      onClick={() => onChange(!isWhole)}
      className="w-full border-line print:hidden border-t bg-surface px-2.5 py-1.5 text-left font-medium text-meta text-muted -outline-offset-2 hover:bg-hover hover:text-ink focus-visible:-outline-offset-2"
    >
      {isWhole ? 'Show less' : `Show all (${hidden} more)`}
    </button>
  );
}

'use client';

import { Link2 } from 'lucide-react';
import { CopyButton } from '@/components/ui/copy-button';
import { Link } from '@/components/ui/link';

/** Links to one row on this page and copies the link. */
export function LogLink({ seq }: { seq: number }) {
  const path = `${location.pathname}?row=${seq}`;
  return (
    <span className="flex items-center gap-1">
      <Link
        href={path}
        className="inline-flex items-center gap-1 rounded-sm text-muted hover:text-ink hover:underline"
      >
        <Link2 aria-hidden className="size-3.5" />
        Link to this row
      </Link>
      <CopyButton text={`${location.origin}${path}`} label="Copy link" />
    </span>
  );
}

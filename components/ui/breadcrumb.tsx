import { ChevronRight } from 'lucide-react';
import { Link } from './link';

export interface BreadcrumbProps {
  /** From the top level down; the last item may lack a URL. An id is set in monospace. */
  trail: { text: string; href?: string; isId?: boolean }[];
}

/** Shows the position of a page. */
export function Breadcrumb({ trail }: BreadcrumbProps) {
  return (
    <nav aria-label="Breadcrumb" className="flex min-w-0 items-center gap-1 text-meta text-muted">
      {trail.map(({ text, href, isId }, index) => {
        const looks = isId ? 'truncate font-mono text-faint' : 'truncate';
        return (
          <span key={text} className={`flex items-center gap-1 ${index > 0 ? 'min-w-0' : 'shrink-0'}`}>
            {index > 0 && <ChevronRight aria-hidden className="size-3 shrink-0 text-faint" />}
            {href ? (
              <Link href={href} dir="auto" className={`rounded-sm py-0.5 hover:text-ink ${looks}`}>
                {text}
              </Link>
            ) : (
              <span className={looks}>{text}</span>
            )}
          </span>
        );
      })}
    </nav>
  );
}

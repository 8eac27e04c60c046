import { Compass } from 'lucide-react';
import Link from 'next/link';
import { buttonClasses } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';

export default function NotFound() {
  return (
    <main className="grid min-h-dvh place-items-center">
      <EmptyState icon={Compass} title="Page not found">
        <p>The URL may be wrong, or the page has moved.</p>
        <Link href="/" className={buttonClasses()}>
          Go to the overview
        </Link>
      </EmptyState>
    </main>
  );
}

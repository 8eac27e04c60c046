import { Compass } from 'lucide-react';
import Link from 'next/link';
import { buttonClasses } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';

export default function NotFound() {
  return (
    <main className="grid min-h-dvh place-items-center">
      <EmptyState icon={Compass} title="There is no such page">
        <p>The address may be mistyped, or the page has moved.</p>
        <Link href="/" className={buttonClasses()}>
          Go to the start
        </Link>
      </EmptyState>
    </main>
  );
}

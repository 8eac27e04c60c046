import { SearchX } from 'lucide-react';
import { buttonClasses } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Link } from '@/components/ui/link';

export function NoMatchingPlans() {
  return (
    <div className="rounded-md border border-line bg-surface">
      <EmptyState icon={SearchX} title="No plan matches">
        <p>No plan has all of what is asked for here.</p>
        <Link href="/plans" className={buttonClasses()}>
          Clear filters
        </Link>
      </EmptyState>
    </div>
  );
}

import { SearchX } from 'lucide-react';
import { buttonClasses } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Link } from '@/components/ui/link';

export function NoMatchingPlans() {
  return (
    <div className="rounded-md border border-line bg-surface">
      <EmptyState icon={SearchX} title="No plans match these filters">
        <p>Change or clear the filters to see other plans.</p>
        <Link href="/plans" className={buttonClasses()}>
          Clear filters
        </Link>
      </EmptyState>
    </div>
  );
}

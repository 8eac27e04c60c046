import { FileQuestion } from 'lucide-react';
import { buttonClasses } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Link } from '@/components/ui/link';

export default function PlanNotFound() {
  return (
    <EmptyState icon={FileQuestion} title="Plan not found" heading="h1">
      <p>It was deleted with its task, or it belongs to another person.</p>
      <Link href="/plans" className={buttonClasses()}>
        Show all plans
      </Link>
    </EmptyState>
  );
}

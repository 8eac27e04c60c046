import { FileQuestion } from 'lucide-react';
import { buttonClasses } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Link } from '@/components/ui/link';

export default function PlanNotFound() {
  return (
    <EmptyState icon={FileQuestion} title="There is no such plan" heading="h1">
      <p>It may have been deleted with its task, or it belongs to somebody else.</p>
      <Link href="/plans" className={buttonClasses()}>
        Show all plans
      </Link>
    </EmptyState>
  );
}

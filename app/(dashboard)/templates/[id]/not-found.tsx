import { FileQuestion } from 'lucide-react';
import { buttonClasses } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Link } from '@/components/ui/link';

export default function TemplateNotFound() {
  return (
    <EmptyState icon={FileQuestion} title="There is no such template" heading="h1">
      <p>It may have been deleted, or it belongs to somebody else.</p>
      <Link href="/templates" className={buttonClasses()}>
        Show all templates
      </Link>
    </EmptyState>
  );
}

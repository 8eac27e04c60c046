import { FileQuestion } from 'lucide-react';
import { buttonClasses } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Link } from '@/components/ui/link';

export default function TemplateNotFound() {
  return (
    <EmptyState icon={FileQuestion} title="Template not found" heading="h1">
      <p>It was deleted, or it belongs to another person.</p>
      <Link href="/templates" className={buttonClasses()}>
        Show all templates
      </Link>
    </EmptyState>
  );
}

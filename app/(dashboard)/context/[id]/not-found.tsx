import { Brain } from 'lucide-react';
import { buttonClasses } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Link } from '@/components/ui/link';

export default function EntryNotFound() {
  return (
    <EmptyState heading="h1" icon={Brain} title="Context entry not found">
      <p>It was never set, or its task or plan was deleted.</p>
      <Link href="/context" className={buttonClasses()}>
        Search context
      </Link>
    </EmptyState>
  );
}

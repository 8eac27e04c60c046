'use client';

import { History } from 'lucide-react';
import { useSearchParams } from 'next/navigation';
import { buttonClasses } from '@/components/ui/button';
import { Link } from '@/components/ui/link';
import { planHref } from './plan-search-params';

/** Opens the plan as it was after a log row; the open tab stays. */
export function LookBackLink({ planId, seq }: { planId: string; seq: number }) {
  const query = useSearchParams();
  return (
    <Link
      href={planHref(planId, query, { tab: query.get('tab'), at: String(seq) })}
      scroll={false}
      title="Show the plan at any point of its log"
      className={buttonClasses({ variant: 'ghost', size: 'sm' })}
    >
      <History aria-hidden />
      Look back
    </Link>
  );
}

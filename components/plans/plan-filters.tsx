'use client';

import { X } from 'lucide-react';
import { debounce, useQueryStates } from 'nuqs';
import { useTransition } from 'react';
import { Button } from '@/components/ui/button';
import { FilterMenu } from '@/components/ui/filter-menu';
import { SearchInput } from '@/components/ui/search-input';
import { sentenceCase } from '@/lib/format/words';
import { hasFilters, planSearchParams } from './plan-search-params';
import { planStatuses } from './plan-statuses';
import { StatusLabel } from './status-label';

const TYPING_MS = 250;
const none = { status: null, type: null, q: null, cursor: null };

export function PlanFilters({ planTypes }: { planTypes: string[] }) {
  const [isLoading, startTransition] = useTransition();
  const [filters, setFilters] = useQueryStates(planSearchParams, { shallow: false, startTransition });
  return (
    <search className="mb-3 flex flex-wrap items-center gap-2">
      <SearchInput
        label="Search plans"
        value={filters.q}
        isBusy={isLoading}
        onChange={(q) =>
          setFilters({ q: q || null, cursor: null }, { limitUrlUpdates: q ? debounce(TYPING_MS) : undefined })
        }
      />
      <FilterMenu
        label="Status"
        options={planStatuses.map((status) => ({
          value: status,
          label: <StatusLabel status={status} />,
          text: sentenceCase(status),
        }))}
        chosen={filters.status}
        onChange={(status) => setFilters({ status, cursor: null })}
      />
      <FilterMenu
        label="Type"
        options={[...new Set([...planTypes, ...filters.type])].map((type) => ({
          value: type,
          label: type,
          text: type,
        }))}
        chosen={filters.type}
        onChange={(type) => setFilters({ type, cursor: null })}
      />
      {hasFilters(filters) && (
        <Button variant="ghost" onClick={() => setFilters(none)}>
          <X aria-hidden />
          Clear
        </Button>
      )}
    </search>
  );
}

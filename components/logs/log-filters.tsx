'use client';

import { X } from 'lucide-react';
import { useQueryStates } from 'nuqs';
import { type ReactNode, useTransition } from 'react';
import { Button } from '@/components/ui/button';
import { FilterMenu } from '@/components/ui/filter-menu';
import { SearchInput } from '@/components/ui/search-input';
import { Select } from '@/components/ui/select';
import type { LogViewSummary } from '@/lib/dashboard/log-view';
import { JumpToTime } from './jump-to-time';
import { hasLogFilters, logSearchParams } from './log-search-params';

const MAX_NAME_LENGTH = 60;
const THRESHOLDS = [0.9, 0.7, 0.5, 0.3];
const ACTORS = [
  { value: 'agent', label: 'Agents' },
  { value: 'user', label: 'People' },
  { value: 'system', label: 'System' },
] as const;

export interface LogFiltersProps {
  summary: LogViewSummary | null;
  /** The names of the plan's steps by number; absent for rows of many plans. */
  stepNames?: Record<number, string>;
  children: ReactNode;
}

/** The filters of the log, stored in the URL; a change removes the row from the URL. */
export function LogFilters({ summary, stepNames, children }: LogFiltersProps) {
  const [isLoading, startTransition] = useTransition();
  const [filters, setAll] = useQueryStates(logSearchParams, { shallow: false, startTransition });
  const setFilters = (changes: { [Name in keyof typeof filters]?: (typeof filters)[Name] | null }) =>
    setAll({ row: null, ...changes });
  const actions = new Map((summary?.action_types ?? []).map(({ value, count }) => [value, count]));
  for (const action of filters.action) if (!actions.has(action)) actions.set(action, 0);
  return (
    <search className="flex flex-wrap items-center gap-2 border-line border-b px-3 py-2">
      <SearchInput
        label="Search the log"
        value={filters.q}
        isBusy={isLoading}
        onChange={(q) => setFilters({ q: q || null })}
      />
      <FilterMenu
        label="Action"
        options={[...actions].map(([action, count]) => ({
          value: action,
          label: <CountedLabel text={action} count={count} />,
          text: action,
        }))}
        chosen={filters.action}
        onChange={(action) => setFilters({ action })}
      />
      <Select
        label="Actor"
        value={filters.actor ?? ''}
        options={[{ value: '', label: 'Anyone' }, ...ACTORS]}
        onChange={(actor) =>
          setFilters({ actor: ACTORS.find(({ value }) => value === actor)?.value ?? null })
        }
      />
      {stepNames && (
        <Select
          label="Step"
          value={filters.step === null ? '' : String(filters.step)}
          options={[
            { value: '', label: 'All steps' },
            ...Object.entries(stepNames).map(([number, name]) => ({
              value: number,
              label: `${number} · ${name.slice(0, MAX_NAME_LENGTH)}`,
            })),
          ]}
          onChange={(step) => setFilters({ step: step ? Number(step) : null })}
        />
      )}
      <Select
        label="Confidence"
        value={filters.below === null ? '' : String(filters.below)}
        options={[
          { value: '', label: 'Any confidence' },
          ...THRESHOLDS.map((below) => ({ value: String(below), label: `Below ${below}` })),
        ]}
        onChange={(below) => setFilters({ below: below ? Number(below) : null })}
      />
      <Button
        aria-pressed={filters.errors}
        className="aria-pressed:border-failed aria-pressed:text-failed"
        onClick={() => setFilters({ errors: filters.errors ? null : true })}
      >
        Errors only
        {summary && summary.errors > 0 && <span className="text-faint tabular-nums">{summary.errors}</span>}
      </Button>
      <JumpToTime to={filters.to} onJump={(to) => setFilters({ to })} />
      {(hasLogFilters(filters) || filters.row !== null) && (
        <Button variant="ghost" onClick={() => setAll(null)}>
          <X aria-hidden />
          {filters.row === null ? 'Clear' : 'Show newest'}
        </Button>
      )}
      {children}
    </search>
  );
}

function CountedLabel({ text, count }: { text: string; count: number }) {
  return (
    <span className="flex items-baseline gap-3">
      <span className="min-w-0 flex-1 truncate font-mono text-meta">{text}</span>
      <span className="text-faint text-meta tabular-nums">{count}</span>
    </span>
  );
}

'use client';

import { countedOptions } from '@/components/ui/counted-options';
import { FilterMenu } from '@/components/ui/filter-menu';
import { FilterRow } from '@/components/ui/filter-row';
import { Select } from '@/components/ui/select';
import type { LogViewSummary } from '@/lib/dashboard/log-view';
import { JumpToTime } from './jump-to-time';
import { StepSelect } from './step-select';
import { useLogFilters } from './use-log-filters';

const THRESHOLDS = [0.9, 0.7, 0.5, 0.3];
const ACTORS = [
  { value: 'agent', label: 'Agents' },
  { value: 'user', label: 'People' },
  { value: 'system', label: 'System' },
] as const;

export interface ActionMenuProps {
  summary: LogViewSummary | null;
  /** Shown without a choice where the label stands beside the menu. */
  none?: string;
}

/** Offers the actions in the log, each with its number of rows. */
export function ActionMenu({ summary, none }: ActionMenuProps) {
  const { filters, setFilters } = useLogFilters();
  return (
    <FilterMenu
      label="Action"
      none={none}
      options={countedOptions(summary?.action_types ?? [], filters.action, {
        labelOf: (action) => <span className="font-mono text-meta">{action}</span>,
      })}
      chosen={filters.action}
      onChange={(action) => setFilters({ action })}
    />
  );
}

export interface LogFilterPanelProps {
  summary: LogViewSummary | null;
  /** The names of the plan's steps by number; absent for rows of many plans. */
  stepNames?: Record<number, string>;
}

/** Shows all filters of the log, one below another. */
export function LogFilterPanel({ summary, stepNames }: LogFilterPanelProps) {
  const { filters, setFilters } = useLogFilters();
  return (
    <div className="grid gap-3">
      <FilterRow label="Action">
        <ActionMenu summary={summary} none="Any action" />
      </FilterRow>
      <FilterRow label="Actor">
        <Select
          label="Actor"
          value={filters.actor ?? ''}
          options={[{ value: '', label: 'Anyone' }, ...ACTORS]}
          onChange={(actor) =>
            setFilters({ actor: ACTORS.find(({ value }) => value === actor)?.value ?? null })
          }
        />
      </FilterRow>
      {stepNames && (
        <FilterRow label="Step">
          <StepSelect names={stepNames} step={filters.step} onChange={(step) => setFilters({ step })} />
        </FilterRow>
      )}
      <FilterRow label="Confidence">
        <Select
          label="Confidence"
          value={filters.below === null ? '' : String(filters.below)}
          options={[
            { value: '', label: 'Any confidence' },
            ...THRESHOLDS.map((below) => ({ value: String(below), label: `Below ${below}` })),
          ]}
          onChange={(below) => setFilters({ below: below ? Number(below) : null })}
        />
      </FilterRow>
      <label className="flex min-h-8 items-center gap-2 font-medium pointer-coarse:min-h-10">
        <input
          type="checkbox"
          checked={filters.errors}
          onChange={(event) => setFilters({ errors: event.target.checked || null })}
          className="size-4 accent-ink"
        />
        Errors only
      </label>
      <JumpToTime label="From" value={filters.from} onJump={(from) => setFilters({ from })} />
      <JumpToTime label="Until" value={filters.to} onJump={(to) => setFilters({ to })} />
    </div>
  );
}

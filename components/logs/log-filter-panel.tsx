'use client';

import type { ReactNode } from 'react';
import { CountedLabel } from '@/components/ui/counted-label';
import { FilterMenu } from '@/components/ui/filter-menu';
import { Select } from '@/components/ui/select';
import type { LogViewSummary } from '@/lib/dashboard/log-view';
import { JumpToTime } from './jump-to-time';
import { useLogFilters } from './use-log-filters';

const MAX_NAME_LENGTH = 60;
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
  const actions = new Map((summary?.action_types ?? []).map(({ value, count }) => [value, count]));
  for (const action of filters.action) if (!actions.has(action)) actions.set(action, 0);
  return (
    <FilterMenu
      label="Action"
      none={none}
      options={[...actions].map(([action, count]) => ({
        value: action,
        label: <CountedLabel label={<span className="font-mono text-meta">{action}</span>} count={count} />,
        text: action,
      }))}
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
      <Row label="Action">
        <ActionMenu summary={summary} none="Any action" />
      </Row>
      <Row label="Actor">
        <Select
          label="Actor"
          value={filters.actor ?? ''}
          options={[{ value: '', label: 'Anyone' }, ...ACTORS]}
          onChange={(actor) =>
            setFilters({ actor: ACTORS.find(({ value }) => value === actor)?.value ?? null })
          }
        />
      </Row>
      {stepNames && (
        <Row label="Step">
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
        </Row>
      )}
      <Row label="Confidence">
        <Select
          label="Confidence"
          value={filters.below === null ? '' : String(filters.below)}
          options={[
            { value: '', label: 'Any confidence' },
            ...THRESHOLDS.map((below) => ({ value: String(below), label: `Below ${below}` })),
          ]}
          onChange={(below) => setFilters({ below: below ? Number(below) : null })}
        />
      </Row>
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

function Row({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex items-center justify-between gap-3">
      <span aria-hidden className="font-medium">
        {label}
      </span>
      {children}
    </div>
  );
}

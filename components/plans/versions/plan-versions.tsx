'use client';

import { GitCompare } from 'lucide-react';
import { buttonClasses } from '@/components/ui/button';
import { Link } from '@/components/ui/link';
import { RelativeTime } from '@/components/ui/relative-time';
import type { PlanVersion, VersionComparison } from '@/lib/agent-execution/versions';
import { classNames } from '@/lib/class-names';
import { actorName } from '@/lib/format/actor-name';
import { formatCount } from '@/lib/format/words';
import { DifferenceList } from './difference-list';
import { RevertPlanButton, type RevertPlanButtonProps } from './revert-plan-button';
import { changeWords } from './step-difference';
import { VersionChoice } from './version-choice';

export interface PlanVersionsProps {
  /** Newest first. */
  versions: PlanVersion[];
  comparison: VersionComparison;
  /** Whether the plan may get a new version. */
  isOpen: boolean;
  onRevert: RevertPlanButtonProps['onRevert'];
}

/** Shows the versions of a plan, compares two, and restores one. */
export function PlanVersions({ versions, comparison, isOpen, onRevert }: PlanVersionsProps) {
  const current = versions[0]?.version ?? 1;
  return (
    <>
      <ol>
        {versions.map((version) => (
          <li
            key={version.version}
            className="flex items-start gap-x-2 gap-y-1 border-line border-b px-3 py-2 @max-md:flex-col"
          >
            <Facts version={version} isCurrent={version.version === current} />
            {version.version !== current && (
              <span className="-my-1 flex shrink-0 gap-1 @max-md:-ml-2 pointer-coarse:@max-md:-ml-3">
                <Link
                  href={`?tab=versions&from=${version.version}`}
                  scroll={false}
                  replace
                  aria-label={`Compare version ${version.version} with now`}
                  className={buttonClasses({ variant: 'ghost', size: 'sm' })}
                >
                  <GitCompare aria-hidden />
                  Compare
                </Link>
                {isOpen && <RevertPlanButton version={version.version} onRevert={onRevert} />}
              </span>
            )}
          </li>
        ))}
      </ol>
      <section aria-label="Comparison">
        <VersionChoice versions={versions} comparison={comparison} />
        <DifferenceList differences={comparison.steps} />
      </section>
    </>
  );
}

function Facts({ version, isCurrent }: { version: PlanVersion; isCurrent: boolean }) {
  const { added, removed, changed, moved, kept } = version;
  return (
    <div className="min-w-0 flex-1">
      <h3 className="flex min-w-0 flex-wrap items-baseline gap-x-2 font-normal">
        <span className={classNames('tabular-nums', isCurrent && 'font-medium')}>
          {`Version ${version.version}${isCurrent ? ', current' : ''}`}
        </span>
        <span className="break-text text-meta text-muted">{actorName(version.created_by)}</span>
        <RelativeTime at={version.created_at} className="text-faint text-meta" />
      </h3>
      {version.reverts_to !== null && (
        <p className="text-muted">{`Restores version ${version.reverts_to}`}</p>
      )}
      {version.reason && (
        <p dir="auto" className="break-text">
          {version.reason}
        </p>
      )}
      <p className="text-faint text-meta">
        {added && removed && changed && moved
          ? `${changeWords({ added: added.length, removed: removed.length, changed: changed.length, moved: moved.length })}; work of ${formatCount(kept?.length ?? 0, 'step')} kept`
          : `${formatCount(version.total_steps, 'step')}, as created`}
      </p>
    </div>
  );
}

'use client';

import { useRouter } from 'next/navigation';
import { NativeSelect } from '@/components/ui/native-select';
import type { PlanVersion, VersionComparison } from '@/lib/agent-execution/versions';

const classes =
  'h-7 pointer-coarse:h-10 rounded-md border border-line-strong bg-surface pr-7 pl-2 text-meta tabular-nums hover:bg-hover';

export interface VersionChoiceProps {
  versions: PlanVersion[];
  comparison: VersionComparison;
}

/** Chooses the two versions to compare; the URL stores them. */
export function VersionChoice({ versions, comparison: { from_version, to_version } }: VersionChoiceProps) {
  const router = useRouter();
  const options = versions.map(({ version }) => ({ value: String(version), label: `Version ${version}` }));
  const show = (from: string, to: string) =>
    router.replace(`?tab=versions&from=${from}${to && `&to=${to}`}`, { scroll: false });
  const to = to_version === null ? '' : String(to_version);
  return (
    <div className="flex flex-wrap items-center gap-2 border-line border-b bg-sunken px-3 py-2">
      <NativeSelect
        aria-label="Compare"
        className={classes}
        value={String(from_version)}
        options={options}
        onChange={(event) => show(event.target.value, to)}
      />
      <span className="text-muted">with</span>
      <NativeSelect
        aria-label="With"
        className={classes}
        value={to}
        options={[{ value: '', label: 'The current steps' }, ...options]}
        onChange={(event) => show(String(from_version), event.target.value)}
      />
    </div>
  );
}

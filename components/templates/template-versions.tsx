'use client';

import { History } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { notifyDone } from '@/components/ui/notify';
import { RelativeTime } from '@/components/ui/relative-time';
import { useAction } from '@/components/ui/use-action';
import type { ActionResult } from '@/lib/action-result';
import type { TemplateVersion } from '@/lib/agent-execution/templates';
import { formatCount } from '@/lib/format/words';

export interface TemplateVersionsProps {
  current: number;
  /** Newest first. */
  versions: TemplateVersion[];
  onRestore: (version: number) => Promise<ActionResult>;
}

/** Shows the versions of a template; restoring one creates a new version. */
export function TemplateVersions({ current, versions, onRestore }: TemplateVersionsProps) {
  const { isPending, run } = useAction();
  const restore = (version: number) =>
    run(() => onRestore(version), { onSuccess: () => notifyDone(`Restored version ${version}`) });
  return (
    <section aria-labelledby="versions" className="grid max-w-3xl gap-2">
      <h2 id="versions" className="font-semibold text-heading">
        Versions
      </h2>
      <ol aria-label="Versions" className="overflow-clip rounded-md border border-line bg-surface">
        {versions.map(({ version, name, steps, created_by, created_at }) => (
          <li
            key={version}
            className="flex min-h-10 flex-wrap items-center gap-x-3 gap-y-0.5 border-line border-b px-4 py-1 last:border-b-0"
          >
            <span className="w-20 shrink-0 font-medium tabular-nums">Version {version}</span>
            <span dir="auto" className="break-text min-w-32 flex-1 text-muted">
              {name}, {formatCount(steps.length, 'step')}
            </span>
            <span className="break-text text-meta text-muted">
              {created_by}, <RelativeTime at={created_at} />
            </span>
            {version === current ? (
              <span className="w-20 text-right text-faint text-meta">current</span>
            ) : (
              <Button
                size="sm"
                variant="ghost"
                isBusy={isPending}
                aria-label={`Restore version ${version}`}
                onClick={() => restore(version)}
              >
                <History aria-hidden />
                Restore
              </Button>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}

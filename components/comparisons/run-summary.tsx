import { StatusLabel } from '@/components/status/status-label';
import { Link } from '@/components/ui/link';
import { RelativeTime } from '@/components/ui/relative-time';
import type { ComparedRun, RunComparison } from '@/lib/agent-execution/comparisons';
import { actorName } from '@/lib/format/actor-name';
import { ELAPSED_HINT, elapsedMs, formatDuration, WORK_HINT } from '@/lib/format/duration';
import { costWords, formatTokens, tokensOf } from '@/lib/format/usage';
import { filesOfRun, runDuration } from './step-differences';

const countSteps = ({ steps }: ComparedRun, ...statuses: string[]) =>
  steps.filter(({ status }) => statuses.includes(status)).length;

const durationText = (run: ComparedRun) => {
  const duration = runDuration(run);
  return duration === null ? 'unknown' : formatDuration(duration);
};

function filesText(run: ComparedRun): string {
  const files = filesOfRun(run);
  const sum = (read: (file: (typeof files)[number]) => number) =>
    files.reduce((total, file) => total + read(file), 0);
  return files.length === 0
    ? 'none'
    : `${files.length} (+${sum(({ added }) => added)} −${sum(({ removed }) => removed)})`;
}

const elapsedText = ({ started_at, completed_at }: ComparedRun) =>
  started_at === null || completed_at === null
    ? 'unknown'
    : formatDuration(elapsedMs(started_at, completed_at, 0) ?? 0);

const rows: { name: string; hint?: string; value: (run: ComparedRun) => string }[] = [
  { name: 'Work', hint: WORK_HINT, value: durationText },
  { name: 'Elapsed', hint: ELAPSED_HINT, value: elapsedText },
  { name: 'Cost', value: ({ usage }) => (usage ? costWords(usage) : 'unknown') },
  { name: 'Tokens', value: ({ usage }) => (usage ? formatTokens(tokensOf(usage)) : 'unknown') },
  { name: 'Steps completed', value: (run) => `${countSteps(run, 'completed')} of ${run.steps.length}` },
  { name: 'Steps failed or blocked', value: (run) => String(countSteps(run, 'failed', 'blocked')) },
  {
    name: 'Actions',
    value: ({ steps }) => {
      const failed = steps.reduce((sum, step) => sum + step.failed_actions, 0);
      const all = steps.reduce((sum, step) => sum + step.actions, 0);
      return failed > 0 ? `${all}, ${failed} failed` : String(all);
    },
  },
  { name: 'Files', value: filesText },
];

/** Shows both runs and their figures next to each other. */
export function RunSummary({ comparison: { left, right } }: { comparison: RunComparison }) {
  return (
    <div className="overflow-x-auto rounded-md border border-line bg-surface">
      <table className="w-full table-fixed text-left">
        <caption className="sr-only">Figures of both runs</caption>
        <thead>
          <tr className="border-line border-b align-top">
            <th scope="col" className="w-24 px-3 py-2 font-medium text-faint text-meta sm:w-44">
              Run
            </th>
            <Run run={left} side="Left" />
            <Run run={right} side="Right" />
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, hint, value }) => (
            <tr key={name} className="border-line border-b last:border-b-0">
              <th scope="row" title={hint} className="px-3 py-1.5 font-normal text-muted">
                {name}
              </th>
              {[left, right].map((run, place) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the two places never change
                <td key={place} className="px-3 py-1.5 tabular-nums">
                  {value(run)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Run({ run, side }: { run: ComparedRun; side: string }) {
  return (
    <th scope="col" className="min-w-0 px-3 py-2 font-normal">
      <span className="sr-only">{side}: </span>
      <Link
        href={`/plans/${run.plan_id}`}
        dir="auto"
        className="break-text line-clamp-2 rounded-sm font-medium hover:underline"
      >
        {run.task_title}
      </Link>
      <span className="flex flex-wrap items-center gap-x-2 text-meta text-muted">
        <StatusLabel status={run.status} />
        <span className="break-text">{run.plan_type}</span>
        {(run.is_past || run.version > 1) && <span>version {run.version}</span>}
        <span className="break-text">by {actorName(run.created_by)}</span>
        <RelativeTime at={run.created_at} />
      </span>
    </th>
  );
}

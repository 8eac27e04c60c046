import { CircleCheck, CircleDashed, CircleX, Scale, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { Content } from '@/components/content/content';
import { EmptyState } from '@/components/ui/empty-state';
import { Link } from '@/components/ui/link';
import { RelativeTime } from '@/components/ui/relative-time';
import type { PlanEvidence } from '@/lib/agent-execution/evidence';
import { formatCount } from '@/lib/format/words';
import { hasEvidence, relativePath, testResult } from './evidence-words';
import { UsageTable } from './usage-table';

export interface EvidencePaneProps {
  evidence: PlanEvidence;
  /** The working directory of a captured run. Files below it are shown relative to it. */
  folder?: string;
}

/** Shows what an agent claimed, and what exit codes, diffs, commits and usage say. */
export function EvidencePane({ evidence, folder }: EvidencePaneProps) {
  if (!hasEvidence(evidence)) {
    return (
      <EmptyState icon={Scale} title="No evidence yet">
        Final messages, tests, changed files, commits and usage of a captured run appear here.
      </EmptyState>
    );
  }
  const { claims, files, commits, usage, changes } = evidence;
  return (
    <>
      {evidence.is_disputed && <Dispute evidence={evidence} />}
      {claims.length > 0 && (
        <Group title="Claimed">
          {claims.map(({ step_number, message, created_at }) => (
            <li key={step_number} className="grid gap-0.5 px-3 py-2">
              <p className="flex gap-3 text-faint text-meta">
                step {step_number}
                <RelativeTime at={created_at} className="ml-auto" />
              </p>
              <div className="line-clamp-6 print:line-clamp-none">
                <Content text={message} label={`Claim of step ${step_number}`} />
              </div>
            </li>
          ))}
        </Group>
      )}
      <Proved evidence={evidence} />
      {files.length > 0 && (
        <Group title={`Files · ${changes.files}`}>
          {files.map(({ path, added, removed }) => (
            <li key={path} className="flex items-baseline gap-3 px-3 py-1.5">
              <span title={path} className="min-w-0 flex-1 truncate font-mono text-meta">
                {relativePath(path, folder)}
              </span>
              <Lines added={added} removed={removed} />
            </li>
          ))}
        </Group>
      )}
      {commits.length > 0 && (
        <Group title="Commits and pull requests">
          {commits.map(({ seq, plan_id, commit, pull_request, description, created_at }) => (
            <li key={seq} className="flex items-baseline gap-3 px-3 py-1.5">
              <Link
                href={`/plans/${plan_id}?row=${seq}`}
                className="shrink-0 rounded-sm font-mono text-meta hover:underline"
              >
                {typeof commit === 'string' ? commit.slice(0, 10) : 'pull request'}
              </Link>
              <span dir="auto" className="min-w-0 flex-1 truncate text-muted">
                {typeof pull_request === 'string' ? pull_request : description}
              </span>
              <RelativeTime at={created_at} className="shrink-0 text-faint text-meta" />
            </li>
          ))}
        </Group>
      )}
      {usage.length > 0 && (
        <section>
          <Title>Usage</Title>
          <UsageTable usage={usage} planId={evidence.plan_id} />
        </section>
      )}
    </>
  );
}

function Title({ children }: { children: ReactNode }) {
  return (
    <h3 className="border-line border-y bg-sunken px-3 py-1 font-semibold text-meta text-muted">
      {children}
    </h3>
  );
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="[&:first-child>h3]:border-t-0">
      <Title>{title}</Title>
      <ul className="divide-y divide-line">{children}</ul>
    </section>
  );
}

function Dispute({ evidence: { disputed_claims } }: { evidence: PlanEvidence }) {
  const [claim] = disputed_claims;
  if (!claim) return null;
  return (
    <div className="flex gap-2 border-line border-b px-3 py-2 text-blocked">
      <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0">
        <p className="font-medium">The evidence disputes a claim</p>
        <p dir="auto" className="break-text">
          <Link href={`/plans/${claim.plan_id}?row=${claim.seq}`} className="rounded-sm hover:underline">
            {claim.description}
          </Link>
        </p>
      </div>
    </div>
  );
}

function Lines({ added, removed }: { added: number; removed: number }) {
  return (
    <span className="shrink-0 text-meta tabular-nums">
      <span className="text-completed">+{added}</span> <span className="text-failed">−{removed}</span>
    </span>
  );
}

function Proved({ evidence }: { evidence: PlanEvidence }) {
  const { tests, newest_test, commands, changes, loops } = evidence;
  return (
    <section className="[&:first-child>h3]:border-t-0">
      <Title>Found</Title>
      <dl className="grid grid-cols-[7rem_minmax(0,1fr)] gap-x-3 gap-y-1.5 px-3 py-2">
        <dt className="text-muted">Tests</dt>
        <dd>
          {newest_test ? (
            <>
              {formatCount(tests.runs, 'run')}, {tests.failed} failed
              <TestResult test={newest_test} />
            </>
          ) : (
            'No test command was run'
          )}
        </dd>
        <dt className="text-muted">Commands</dt>
        <dd>{`${formatCount(commands.runs, 'run')}, ${commands.failed} failed`}</dd>
        <dt className="text-muted">Changes</dt>
        <dd>
          {formatCount(changes.files, 'file')} <Lines added={changes.added} removed={changes.removed} />
        </dd>
        {loops > 0 && (
          <>
            <dt className="text-muted">Loops</dt>
            <dd className="text-blocked">Three equal failures in a row{loops > 1 && `, ${loops} times`}</dd>
          </>
        )}
      </dl>
    </section>
  );
}

function TestResult({ test }: { test: NonNullable<PlanEvidence['newest_test']> }) {
  const isPassed = !test.is_failed && test.exit_code === 0;
  const Icon = test.is_failed ? CircleX : isPassed ? CircleCheck : CircleDashed;
  return (
    <Link
      href={`/plans/${test.plan_id}?row=${test.seq}`}
      className="mt-0.5 flex items-start gap-1.5 rounded-sm hover:underline"
    >
      <Icon
        aria-hidden
        className={`mt-0.5 size-3.5 shrink-0 ${test.is_failed ? 'text-failed' : isPassed ? 'text-completed' : 'text-muted'}`}
      />
      <span dir="auto" className="break-text min-w-0">
        Newest: {test.description}, {testResult(test)}
      </span>
    </Link>
  );
}

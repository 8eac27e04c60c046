import { seenWords } from '@/components/failures/fix-text';
import { MeterBar } from '@/components/ui/meter-bar';
import { RelativeTime } from '@/components/ui/relative-time';
import type { DecisionToMake } from '@/lib/dashboard/decisions';
import { plainLine } from '@/lib/format/plain-line';
import { usageWords } from '@/lib/format/usage';
import { formatCount } from '@/lib/format/words';
import { DecisionSubject } from './decision-subject';
import { LastResults } from './last-results';
import { SinceApproval } from './since-approval';
import { SincePlan } from './since-plan';

/** Shows what a person needs to decide. */
export function DecisionEvidence({ decision }: { decision: DecisionToMake }) {
  const { kind, unlocks, evidence } = decision;
  const { step, reasoning, confidence, results, since, previous_plan, gate } = evidence;
  return (
    <>
      <DecisionSubject decision={decision} />
      {gate && <SinceApproval gate={gate} />}
      {previous_plan && <SincePlan decision={decision} previous={previous_plan} />}
      <dl className="grid grid-cols-[6.5rem_minmax(0,1fr)] gap-x-3 gap-y-1 text-meta">
        {step && (
          <>
            <dt className="text-faint">Step</dt>
            <dd dir="auto" className="break-text line-clamp-2">
              {kind === 'step'
                ? `${step.step_number} · ${step.action}`
                : `${step.step_number} · ${step.description}`}
            </dd>
          </>
        )}
        {unlocks.length > 0 && (
          <>
            <dt className="text-faint">Unlocks</dt>
            <dd>{`step ${unlocks.join(', ')}`}</dd>
          </>
        )}
        {reasoning && (
          <>
            <dt className="text-faint">Reasoning</dt>
            <dd dir="auto" className="break-text line-clamp-3">
              {plainLine(reasoning)}
            </dd>
          </>
        )}
        {evidence.failure && evidence.failure.seen > 1 && (
          <>
            <dt className="text-faint">Last error</dt>
            <dd className="break-text">
              {seenWords(evidence.failure)}
              {evidence.failure.fix &&
                `, last fixed by step ${evidence.failure.fix.step_number} of ${evidence.failure.fix.task_title}`}
            </dd>
          </>
        )}
        <dt className="text-faint">Confidence</dt>
        <dd>{confidence === null ? 'not reported' : <MeterBar value={confidence} label="Confidence" />}</dd>
        <dt className="text-faint">Cost so far</dt>
        <dd className="tabular-nums">{usageText(evidence.usage)}</dd>
        <dt className="text-faint">Last approval</dt>
        <dd className="break-text tabular-nums">
          {since ? (
            <>
              <RelativeTime at={since.at} />
              {` by ${since.by}, since then ${sinceWords(since)}`}
            </>
          ) : (
            'none in this plan'
          )}
        </dd>
      </dl>
      {results.length > 0 && <LastResults results={results} planId={decision.plan_id} />}
    </>
  );
}

function sinceWords({ rows, edits, errors }: { rows: number; edits: number; errors: number }): string {
  const counts = [
    formatCount(rows, 'log row'),
    edits > 0 && formatCount(edits, 'edit'),
    errors > 0 && formatCount(errors, 'error'),
  ];
  return counts.filter(Boolean).join(', ');
}

function usageText(usage: DecisionToMake['evidence']['usage']): string {
  if (!usage) return 'unknown';
  return `${usageWords(usage)} in ${formatCount(usage.calls, 'call')}`;
}

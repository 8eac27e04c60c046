import { Content } from '@/components/content/content';
import { JsonView } from '@/components/content/json-view';
import { GateChanges } from '@/components/plans/versions/gate-changes';
import { MeterBar } from '@/components/ui/meter-bar';
import { RelativeTime } from '@/components/ui/relative-time';
import type { Step } from '@/lib/agent-execution/agent-execution.types';
import { sentenceCase } from '@/lib/format/words';
import { needsNewApproval } from './step-gate';

/** Shows a step's error, result and declared fields. */
export function StepDetails({ step }: { step: Step }) {
  const waitsFor = step.depends_on.length > 0 ? `step ${step.depends_on.join(', ')}` : 'nothing';
  return (
    <div className="grid min-w-0 gap-3 border-line border-t border-dashed py-3 pr-3 pl-[calc(3.625rem+var(--lanes,0px))] max-sm:pl-3">
      {needsNewApproval(step) && <GateChanges step={step} />}
      {step.error_message && <Content text={step.error_message} label="Error" source="output" />}
      {step.result !== null && (
        <section className="grid min-w-0 gap-1.5">
          <h3 className="font-medium text-meta text-muted">Result</h3>
          <JsonView value={step.result} label="Result" />
        </section>
      )}
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-0.5 text-meta">
        <dt className="text-faint">status</dt>
        <dd>{sentenceCase(step.status)}</dd>
        <dt className="text-faint">action</dt>
        <dd className="break-text font-mono">{step.action}</dd>
        <dt className="text-faint">waits for</dt>
        <dd className="break-text">{waitsFor}</dd>
        {step.max_attempts > 1 && (
          <>
            <dt className="text-faint">attempt</dt>
            <dd className="tabular-nums">
              {step.attempt} of {step.max_attempts}
            </dd>
          </>
        )}
        {step.requires_approval && (
          <>
            <dt className="text-faint">approval</dt>
            <dd>{step.approved_at ? <RelativeTime at={step.approved_at} /> : 'required'}</dd>
          </>
        )}
        {step.agent_confidence !== null && (
          <>
            <dt className="text-faint">confidence</dt>
            <dd>
              <MeterBar value={step.agent_confidence} label="Confidence" />
            </dd>
          </>
        )}
        {step.started_at && (
          <>
            <dt className="text-faint">started</dt>
            <dd>
              <RelativeTime at={step.started_at} />
            </dd>
          </>
        )}
        {step.completed_at && (
          <>
            <dt className="text-faint">ended</dt>
            <dd>
              <RelativeTime at={step.completed_at} />
            </dd>
          </>
        )}
      </dl>
    </div>
  );
}

import { ChevronRight } from 'lucide-react';
import { InlineCode } from '@/components/content/inline-code';
import { JsonView } from '@/components/content/json-view';
import { OutputBox } from '@/components/content/output-box';
import { formatStepTime, stepMs, workedUntil } from '@/components/plans/timeline/plan-timing';
import { StatusLabel } from '@/components/status/status-label';
import { FactList } from '@/components/ui/fact-list';
import { Panel } from '@/components/ui/panel';
import { classNames } from '@/lib/class-names';
import { sentenceCase } from '@/lib/format/words';
import type { SharedPlan, SharedStep } from '@/lib/shares/shared-plan';
import { SharedTime } from './shared-time';

/** Plans with more steps skip the layout of steps out of view. */
const MANY_STEPS = 100;

export interface SharedStepsProps {
  steps: SharedStep[];
  plan: SharedPlan['plan'];
}

/** Lists the steps; each opens to its result. */
export function SharedSteps({ steps, plan }: SharedStepsProps) {
  const now = workedUntil(plan, Date.parse(plan.as_of));
  return (
    <Panel
      id="shared-steps"
      title="Steps"
      aside={
        <a
          href="#shared-log"
          className="rounded-sm text-muted hover:text-ink hover:underline lg:hidden print:hidden"
        >
          Transcript ↓
        </a>
      }
    >
      <ol
        className={classNames(
          'divide-y divide-line',
          steps.length > MANY_STEPS && '*:[contain-intrinsic-size:auto_2.25rem] *:[content-visibility:auto]',
        )}
      >
        {steps.map((step) => (
          <li key={step.step_number}>
            <details className="group">
              <summary className="flex min-h-9 items-start gap-2 px-3 py-2 -outline-offset-2 hover:bg-hover focus-visible:-outline-offset-2 pointer-coarse:min-h-10">
                <StatusLabel status={step.status} isIconOnly className="h-5" />
                <span className="min-w-4 shrink-0 text-right text-faint tabular-nums">
                  {step.step_number}
                </span>
                <span dir="auto" className="break-text min-w-0 flex-1">
                  <InlineCode text={step.description} />
                </span>
                <span className="shrink-0 whitespace-nowrap text-faint text-meta leading-5 tabular-nums">
                  {formatStepTime(stepMs(step, now), step.estimated_duration)}
                </span>
                <ChevronRight
                  aria-hidden
                  className="mt-0.5 size-3.5 shrink-0 text-faint transition-transform duration-150 group-open:rotate-90"
                />
              </summary>
              <StepFacts step={step} />
            </details>
            {step.error_message && (
              <p
                dir="auto"
                className={classNames(
                  'break-text -mt-1 mr-3 mb-2 ml-[3.625rem] line-clamp-3 text-meta',
                  step.status === 'failed' ? 'text-failed' : 'text-blocked',
                )}
              >
                {step.error_message}
              </p>
            )}
          </li>
        ))}
      </ol>
    </Panel>
  );
}

function StepFacts({ step }: { step: SharedStep }) {
  const facts = [
    ['status', sentenceCase(step.status)],
    ['action', step.action],
    ['waits for', step.depends_on.length > 0 ? `step ${step.depends_on.join(', ')}` : 'nothing'],
    ['confidence', step.agent_confidence?.toFixed(2)],
    ['started', step.started_at && <SharedTime at={step.started_at} />],
    ['ended', step.completed_at && <SharedTime at={step.completed_at} />],
  ] as const;
  return (
    <div className="grid min-w-0 gap-3 border-line border-t border-dashed px-3 py-3 sm:pl-[3.625rem]">
      {step.error_message && (
        <OutputBox text={step.error_message} label={`Error of step ${step.step_number}`} />
      )}
      {step.result !== null && (
        <section className="grid min-w-0 gap-1.5">
          <h3 className="font-medium text-meta text-muted">Result</h3>
          <JsonView value={step.result} label={`Result of step ${step.step_number}`} />
        </section>
      )}
      <FactList facts={facts} />
    </div>
  );
}

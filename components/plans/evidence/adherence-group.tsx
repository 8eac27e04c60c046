import type { PlanAdherence } from '@/lib/agent-execution/adherence';
import { formatNumber } from '@/lib/format/words';
import { inStepWords } from './adherence-words';

const stepsText = (steps: number[]) => (steps.length === 0 ? 'none' : `step ${steps.join(', ')}`);

/** Shows how closely the plan was followed. */
export function AdherenceGroup({ adherence }: { adherence: PlanAdherence }) {
  const { late_steps, unproven_steps, steps_done } = adherence;
  const facts = [
    { name: 'In step', about: 'Calls that name the step in progress', text: inStepWords(adherence) },
    {
      name: 'Out of order',
      about: 'Steps that began after one that should follow them',
      text: stepsText(late_steps),
    },
    {
      name: 'Unproven',
      about: 'Completed steps with neither a result nor a call that succeeded',
      text:
        unproven_steps.length === 0 ? `none of ${formatNumber(steps_done)} done` : stepsText(unproven_steps),
    },
  ];
  return (
    <section>
      <h3 className="border-line border-y bg-sunken px-3 py-1 font-semibold text-meta text-muted">
        Adherence
      </h3>
      <dl className="grid grid-cols-[7rem_minmax(0,1fr)] gap-x-3 gap-y-1.5 px-3 py-2">
        {facts.map(({ name, about, text }) => (
          <div key={name} className="contents">
            <dt title={about} className="text-muted">
              {name}
            </dt>
            <dd className="break-text tabular-nums">
              {text}
              <span className="block text-faint text-meta">{about}</span>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

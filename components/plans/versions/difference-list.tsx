import type { DeclaredStep, StepDifference } from '@/lib/agent-execution/versions';
import { classNames } from '@/lib/class-names';
import { formatMinutes } from '@/lib/format/duration';
import { formatCount } from '@/lib/format/words';
import { changedRows, factsOf } from './step-difference';

const looks = {
  same: { sign: '', word: 'Unchanged', sign_class: 'text-faint' },
  moved: { sign: '→', word: 'Moved', sign_class: 'text-muted' },
  changed: { sign: '~', word: 'Changed', sign_class: 'text-blocked' },
  added: { sign: '+', word: 'Added', sign_class: 'text-completed' },
  removed: { sign: '−', word: 'Removed', sign_class: 'text-failed' },
} as const satisfies Record<StepDifference['change'], object>;

/** Shows steps before and after, side by side or stacked on a narrow page; unchanged steps are folded. */
export function DifferenceList({ differences }: { differences: StepDifference[] }) {
  const changed = changedRows(differences);
  const same = differences.filter(({ change }) => change === 'same');
  return (
    <div className="grid">
      {changed.length === 0 && <p className="px-3 py-3 text-muted">The steps are the same.</p>}
      <ol>
        {changed.map((difference) => (
          <Row key={keyOf(difference)} difference={difference} />
        ))}
      </ol>
      {same.length > 0 && (
        <details className="border-line border-t first:border-t-0">
          <summary className="px-3 py-2 text-meta text-muted hover:text-ink pointer-coarse:py-3">
            {formatCount(same.length, 'unchanged step')}
          </summary>
          <ol>
            {same.map((difference) => (
              <Row key={keyOf(difference)} difference={difference} />
            ))}
          </ol>
        </details>
      )}
    </div>
  );
}

const keyOf = ({ before, after }: StepDifference) => `${before?.step ?? ''}-${after?.step ?? ''}`;

function Row({ difference: { change, before, after, fields } }: { difference: StepDifference }) {
  const { sign, word, sign_class } = looks[change];
  return (
    <li className="grid grid-cols-[1rem_minmax(0,1fr)_minmax(0,1fr)] gap-x-2 gap-y-1 border-line border-b px-3 py-2 last:border-b-0 @max-lg:grid-cols-[1rem_minmax(0,1fr)]">
      <span className={classNames('font-mono font-semibold @max-lg:row-span-2', sign_class)}>
        <span aria-hidden>{sign}</span>
        <span className="sr-only">{word}</span>
      </span>
      <Side
        step={before}
        fields={fields}
        label="Before"
        wash={change === 'changed' || change === 'removed' ? 'bg-removed-wash' : ''}
      />
      <Side
        step={after}
        fields={fields}
        label="After"
        wash={change === 'changed' || change === 'added' ? 'bg-added-wash' : ''}
      />
    </li>
  );
}

interface SideProps {
  step: DeclaredStep | null;
  fields: string[];
  label: string;
  wash: string;
}

function Side({ step, fields, label, wash }: SideProps) {
  if (!step) return <span aria-hidden className="@max-lg:hidden" />;
  return (
    <div className={classNames('min-w-0 rounded-sm px-1.5 py-0.5', wash)}>
      <span className="sr-only">{label} </span>
      <p className="flex min-w-0 gap-2">
        <span className="shrink-0 text-faint tabular-nums">{step.step}</span>
        <span dir="auto" className="break-text min-w-0">
          {step.description}
        </span>
      </p>
      <p className="break-text text-meta text-muted">
        <span className="font-mono">{step.action}</span>
        {step.estimated_duration !== undefined && ` · ${formatMinutes(step.estimated_duration)} est.`}
        {factsOf(step, fields).map((fact) => ` · ${fact}`)}
      </p>
    </div>
  );
}

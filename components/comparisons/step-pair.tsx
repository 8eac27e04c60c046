import { ChevronRight } from 'lucide-react';
import { LineDiff } from '@/components/content/line-diff-view';
import { StatusLabel } from '@/components/status/status-label';
import type { ComparedStep } from '@/lib/agent-execution/comparisons';
import { textOf } from '@/lib/agent-execution/exact-json';
import { formatDuration } from '@/lib/format/duration';
import { costWords } from '@/lib/format/usage';
import { formatBytes, formatCount } from '@/lib/format/words';
import { type ComparedPair, comparedFiles, stepDuration } from './step-differences';

/** Shows two steps that do the same, or one that the other run did not do. It opens to what differs. */
export function StepPairRow({ pair }: { pair: ComparedPair }) {
  const { left, right, differences } = pair;
  const sides = (
    <div className="grid min-w-0 flex-1 gap-x-6 gap-y-2 md:grid-cols-2">
      <Side step={left} side="left" />
      <Side step={right} side="right" />
    </div>
  );
  const words = differences.length === 0 ? 'the same' : differences.join(', ');
  return (
    <li>
      <details className="group">
        {/* The columns are those of the figures above. */}
        <summary className="relative flex items-start gap-6 px-3 py-2 -outline-offset-2 hover:bg-hover focus-visible:-outline-offset-2 pointer-coarse:min-h-10">
          <span
            className={`w-18 shrink-0 text-meta leading-5 sm:w-38 ${differences.length > 0 ? 'text-ink' : 'text-faint'}`}
          >
            {words}
          </span>
          {sides}
          <ChevronRight
            aria-hidden
            className="absolute top-2.5 right-3 size-3.5 text-faint transition-transform duration-150 group-open:rotate-90"
          />
        </summary>
        <Details pair={pair} />
      </details>
    </li>
  );
}

function Side({ step, side }: { step: ComparedStep | null; side: 'left' | 'right' }) {
  if (step === null) return <p className="hidden text-faint md:block">{`Not in the ${side} run`}</p>;
  const duration = stepDuration(step);
  const facts = [
    duration !== null && formatDuration(duration),
    step.usage && costWords(step.usage),
    step.attempt > 1 && `attempt ${step.attempt}`,
    step.actions > 0 && formatCount(step.actions, 'action'),
    step.failed_actions > 0 && `${step.failed_actions} failed`,
    step.files.length > 0 && formatCount(step.files.length, 'file'),
  ];
  return (
    <div className="flex min-w-0 items-start gap-2 pr-5">
      <span className="sr-only">{side}: </span>
      <StatusLabel status={step.status} isIconOnly className="h-5" />
      <span className="min-w-4 shrink-0 text-right text-faint tabular-nums">{step.step_number}</span>
      <div className="min-w-0">
        <p dir="auto" className="break-text line-clamp-2">
          {step.description}
        </p>
        <p className="text-faint text-meta tabular-nums">{facts.filter(Boolean).join(' · ')}</p>
      </div>
    </div>
  );
}

const resultText = ({ result, result_bytes }: ComparedStep) =>
  result === null && result_bytes !== null && result_bytes > 4
    ? `${formatBytes(result_bytes)}, too large to compare here`
    : textOf(result, 2);

function Details({ pair: { key, left, right } }: { pair: ComparedPair }) {
  const texts = (read: (step: ComparedStep) => string) => ({
    before: left ? read(left) : '',
    after: right ? read(right) : '',
  });
  const parts = [
    { name: 'Description', ...texts((step) => step.description) },
    { name: 'Error', ...texts((step) => step.error_message ?? '') },
    { name: 'Result', ...texts((step) => (step.result_bytes === null ? '' : resultText(step))) },
  ].filter(({ before, after }) => before !== '' || after !== '');
  const files = comparedFiles(left?.files ?? [], right?.files ?? []);
  return (
    <div className="grid min-w-0 gap-3 border-line border-t border-dashed px-3 py-3">
      {parts.map(({ name, before, after }) => (
        <section key={name} className="grid min-w-0 gap-1">
          <h3 className="font-medium text-meta text-muted">{name}</h3>
          {before === after ? (
            <p dir="auto" className="break-text line-clamp-6 whitespace-pre-line">
              {before}
            </p>
          ) : (
            <LineDiff before={before} after={after} label={`${name} of ${key}`} />
          )}
        </section>
      ))}
      {files.length > 0 && (
        <section className="grid min-w-0 gap-1">
          <h3 className="font-medium text-meta text-muted">Files</h3>
          <ul className="divide-y divide-line rounded-md border border-line">
            {files.map((file) => (
              <li key={file.path} className="flex items-baseline gap-3 px-2.5 py-1 text-meta">
                <span title={file.path} className="min-w-0 flex-1 truncate font-mono">
                  {file.path}
                </span>
                <span className="shrink-0 text-muted tabular-nums">{linesText(file.left)}</span>
                <span aria-hidden>→</span>
                <span className="shrink-0 text-muted tabular-nums">{linesText(file.right)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

const linesText = (file: { added: number; removed: number } | null) =>
  file === null ? 'not changed' : `+${file.added} −${file.removed}`;

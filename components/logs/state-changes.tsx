import { JsonValueView, JsonView, jsonText } from '@/components/content/json-view';
import { LineDiff } from '@/components/content/line-diff-view';
import type { Json } from '@/lib/agent-execution/agent-execution.types';
import { formatCount } from '@/lib/format/words';
import { diffStates, type StateChange } from './state-diff';

const marks = {
  added: { sign: '+', word: 'added', classes: 'text-completed' },
  removed: { sign: '−', word: 'removed', classes: 'text-failed' },
  changed: { sign: '~', word: 'changed', classes: 'text-blocked' },
  same: { sign: '', word: 'unchanged', classes: 'text-faint' },
};

/**
 * Shows what changed between the two states of a log row. States without common keys, such as a command and its output,
 * are shown one after the other.
 */
export function StateChanges({ before, after }: { before: Json | null; after: Json | null }) {
  const changes = diffStates(before, after);
  const isComparable = changes.some((change) => change.kind === 'changed' || change.kind === 'same');
  if (!isComparable) {
    return (
      <div className="grid min-w-0 gap-4">
        {before !== null && <State title="Before" state={before} />}
        {after !== null && <State title="After" state={after} />}
      </div>
    );
  }
  return (
    <section className="grid min-w-0 gap-1.5">
      <h3 className="font-medium text-meta text-muted">Before and after</h3>
      <Changes changes={changes} />
    </section>
  );
}

function State({ title, state }: { title: string; state: Json }) {
  return (
    <section className="grid min-w-0 gap-1.5">
      <h3 className="font-medium text-meta text-muted">{title}</h3>
      <JsonView value={state} label={title} />
    </section>
  );
}

function Changes({ changes }: { changes: StateChange[] }) {
  const changed = changes.filter((change) => change.kind !== 'same');
  const same = changes.filter((change) => change.kind === 'same');
  return (
    <div className="grid min-w-0 gap-2">
      {changed.map((change) => (
        <Change key={change.key} change={change} />
      ))}
      {changed.length === 0 && <p className="text-faint">Nothing changed.</p>}
      {same.length > 0 && (
        <details>
          <summary className="w-fit rounded-sm text-faint text-meta hover:text-ink">
            {formatCount(same.length, 'unchanged key')}
          </summary>
          <div className="mt-2 grid gap-2">
            {same.map((change) => (
              <Change key={change.key} change={change} />
            ))}
          </div>
        </details>
      )}
    </div>
  );
}

/** Omits commas at line ends, so that a new list item does not change the previous line. */
function linesOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : jsonText(value).replace(/,$/gm, '');
}

function Change({ change }: { change: StateChange }) {
  const { sign, word, classes } = marks[change.kind];
  const value = change.kind === 'removed' ? change.before : change.after;
  const isBlock = change.kind === 'changed' || jsonText(value).length > 80 || jsonText(value).includes('\n');
  return (
    <div className={isBlock ? 'grid min-w-0 gap-1' : 'flex min-w-0 items-baseline gap-2'}>
      <p className="break-text max-w-full shrink-0 font-mono text-meta text-muted">
        <span aria-hidden className={`mr-1 inline-block w-2 font-semibold ${classes}`}>
          {sign}
        </span>
        <span className="sr-only">{word} </span>
        {change.key}
      </p>
      <div className="min-w-0">
        {change.kind === 'changed' ? (
          <LineDiff before={linesOf(change.before)} after={linesOf(change.after)} label={change.key} />
        ) : (
          <JsonValueView value={value} label={change.key || 'value'} />
        )}
      </div>
    </div>
  );
}

import { ActorIcon } from '@/components/logs/actor-icon';
import { StateChanges } from '@/components/logs/state-changes';
import { RelativeTime } from '@/components/ui/relative-time';
import type { Log } from '@/lib/agent-execution/agent-execution.types';
import { eventTime } from '@/lib/agent-execution/event-time';
import { actorName } from '@/lib/format/actor-name';
import { runSentence } from './change-runs';
import { changeSentence, hasMoreToShow, reasonOf } from './change-sentence';

const summaryClasses =
  'w-fit rounded-sm text-faint text-meta hover:text-ink pointer-coarse:flex pointer-coarse:min-h-10 pointer-coarse:items-center';

/** One change as a sentence, with its reason and the values that the sentence omits. */
export function ChangeItem({ change }: { change: Log }) {
  const reason = reasonOf(change);
  return (
    <li className="grid gap-1 px-3 py-2">
      <Sentence change={change} text={changeSentence(change)} />
      {reason && (
        <p dir="auto" className="break-text pl-5.5 text-meta text-muted">
          {reason}
        </p>
      )}
      {hasMoreToShow(change) && (
        <details className="min-w-0 pl-5.5">
          <summary className={summaryClasses}>Show the values</summary>
          <div className="mt-2">
            <StateChanges before={change.before_state} after={change.after_state} />
          </div>
        </details>
      )}
    </li>
  );
}

/** Changes of one kind as one sentence, which opens. */
export function ChangeRun({ run, newest }: { run: Log[]; newest: Log }) {
  return (
    <li className="grid gap-1 px-3 py-2">
      <Sentence change={newest} text={runSentence(run)} />
      <details className="min-w-0 pl-5.5">
        <summary className={summaryClasses}>Show each change</summary>
        <ol className="mt-2 divide-y divide-line rounded-md border border-line">
          {run.map((change) => (
            <ChangeItem key={change.seq} change={change} />
          ))}
        </ol>
      </details>
    </li>
  );
}

function Sentence({ change, text }: { change: Log; text: string }) {
  return (
    <h3 className="flex min-w-0 items-start gap-2 font-normal">
      <span className="flex h-5 items-center">
        <ActorIcon type={change.actor_type} name={change.actor} />
      </span>
      <span dir="auto" className="break-text min-w-0 flex-1">
        <bdi className="font-medium">{actorName(change.actor)}</bdi> {text}.
      </span>
      <RelativeTime at={eventTime(change)} className="shrink-0 text-faint text-meta leading-5" />
    </h3>
  );
}

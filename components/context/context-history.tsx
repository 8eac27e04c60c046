import { Content } from '@/components/content/content';
import { LineDiff } from '@/components/content/line-diff-view';
import { ActorIcon } from '@/components/logs/actor-icon';
import { StateChanges } from '@/components/logs/state-changes';
import { Link } from '@/components/ui/link';
import { Panel } from '@/components/ui/panel';
import { RelativeTime } from '@/components/ui/relative-time';
import type { ContextState, ContextVersion } from '@/lib/agent-execution/context-entry';
import { actorName } from '@/lib/format/actor-name';
import { versionHref } from './version-href';

/** Shows every version of the entry, newest first, each with its changes. */
export function ContextHistory({ history }: { history: ContextVersion[] }) {
  return (
    <Panel id="context-history" title="History">
      <ol>
        {history.map((version) => (
          <Version key={version.seq} version={version} />
        ))}
      </ol>
    </Panel>
  );
}

function Version({ version }: { version: ContextVersion }) {
  const { after_state: after, before_state: before } = version;
  return (
    <li className="grid min-w-0 gap-2 border-line border-b px-3 py-3 last:border-b-0">
      <h3 className="flex min-w-0 flex-wrap items-center gap-x-2 font-normal">
        <ActorIcon type={version.actor_type} name={version.actor} />
        <Link href={versionHref(version)} prefetch={false} className="rounded-sm font-medium hover:underline">
          {after ? `Version ${after.version}` : 'Deleted'}
        </Link>
        <span className="min-w-0 truncate text-meta text-muted">
          {actorName(version.actor)}
          {version.step_number !== null && `, step ${version.step_number}`}
        </span>
        <RelativeTime at={version.occurred_at} className="ml-auto shrink-0 text-faint text-meta" />
      </h3>
      {after && before && <Difference before={before} after={after} />}
      {after && !before && <Content text={after.context_value} label={`Value of version ${after.version}`} />}
    </li>
  );
}

/** Shows the changed lines of the value and the other changed fields. */
function Difference({ before, after }: { before: ContextState; after: ContextState }) {
  const { context_value: valueBefore, version: _versionBefore, ...restBefore } = before;
  const { context_value: valueAfter, version: _versionAfter, ...restAfter } = after;
  const isRestSame = JSON.stringify(restBefore) === JSON.stringify(restAfter);
  return (
    <>
      {valueBefore === valueAfter ? (
        <p className="text-meta text-muted">The same value was set again.</p>
      ) : (
        <LineDiff before={valueBefore} after={valueAfter} label="the value" />
      )}
      {!isRestSame && <StateChanges before={restBefore} after={restAfter} />}
    </>
  );
}

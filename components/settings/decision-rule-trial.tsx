import type { RuleTrial } from '@/lib/capture/decisions/try-rule';

const MAX_SHOWN = 8;

/** Shows the past calls that a rule would decide about. */
export function DecisionRuleTrial({ trial: { calls, matching, matches } }: { trial: RuleTrial }) {
  return (
    <div role="status" className="grid gap-1.5">
      <p>
        {calls === 0
          ? 'There are no past calls to try it on.'
          : `Matches ${matching} of ${calls} past ${calls === 1 ? 'call' : 'calls'}${matching > MAX_SHOWN ? ', the newest:' : '.'}`}
      </p>
      {matches.length > 0 && (
        <ul className="rounded-md border border-line">
          {matches.slice(0, MAX_SHOWN).map(({ seq, tool, subject }) => (
            <li key={seq} className="flex gap-3 border-line border-b px-3 py-1.5 last:border-b-0">
              <span className="shrink-0 text-muted">{tool}</span>
              <span className="min-w-0 truncate font-mono text-meta" title={subject}>
                {subject}
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

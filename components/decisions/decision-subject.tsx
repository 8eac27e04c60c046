import { Content } from '@/components/content/content';
import { JsonView } from '@/components/content/json-view';
import { OutputBox } from '@/components/content/output-box';
import type { PlacedDecision } from '@/lib/agent-execution/decisions';
import { inputOf } from '@/lib/decisions/edited-input';
import { showCall } from '@/lib/decisions/shown-call';
import { DiffOfChange } from './diff-of-change';
import { RiskList } from './risk-list';

/** Shows what is decided: the command or diff with its risks, or the plan. The card shows questions itself. */
export function DecisionSubject({ decision }: { decision: PlacedDecision }) {
  const { kind, request } = decision;
  if (kind === 'plan' && typeof request.plan === 'string') {
    return (
      <section aria-label="The plan" className="rounded-md border border-line bg-canvas px-3 py-2">
        <Content text={request.plan} label="The plan" />
      </section>
    );
  }
  return kind === 'tool_call' ? <Call decision={decision} /> : null;
}

function Call({ decision }: { decision: PlacedDecision }) {
  const input = inputOf(decision);
  const { command, description, file, changes, rest } = showCall(input);
  const tool = typeof decision.request.tool === 'string' ? decision.request.tool : '';
  return (
    <div className="grid min-w-0 gap-2">
      {description && (
        <p dir="auto" className="break-text text-muted">
          {description}
        </p>
      )}
      {command !== null && <OutputBox text={command} label="Command" language="bash" />}
      {file !== null && <p className="break-text font-mono text-meta text-muted">{file}</p>}
      {changes.map(({ before, after }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the changes have no other identity and never move
        <DiffOfChange key={index} before={before} after={after} label={file ?? ''} />
      ))}
      {Object.keys(rest).length > 0 && <JsonView value={rest} label="Input" />}
      {input.is_cut === true && <p className="text-meta text-muted">The input is long and was cut.</p>}
      <RiskList call={{ tool, input, project: decision.project }} />
    </div>
  );
}

import { ListChecks } from 'lucide-react';
import { EmptyState } from '@/components/ui/empty-state';
import { OutputBox } from '@/components/ui/output-box';

function curlLines(origin: string): string {
  return [
    "AUTH='Authorization: Bearer aes_…'   # the key that npm start printed",
    "JSON='Content-Type: application/json'",
    '',
    `curl ${origin}/api/v1/tasks -H "$AUTH" -H "$JSON" -d '{"title": "Try a first plan"}'`,
    '',
    `curl ${origin}/api/v1/plans -H "$AUTH" -H "$JSON" -d '{`,
    '  "task_id": "<the id from the answer above>",',
    '  "plan_type": "research",',
    '  "steps": [',
    '    {"step": 1, "action": "search", "description": "Search literature"}',
    '  ]',
    "}'",
  ].join('\n');
}

/** Before the first plan: how an agent makes one. */
export function FirstPlan({ origin }: { origin: string }) {
  return (
    <>
      <h1 className="mb-3 font-semibold text-title">Plans</h1>
      <div className="rounded-md border border-line bg-surface">
        <EmptyState icon={ListChecks} title="No plans yet">
          <p>Agents create plans over the API. From a terminal, with an agent key:</p>
          <div className="w-full text-left text-ink">
            <OutputBox text={curlLines(origin)} label="Commands" />
          </div>
        </EmptyState>
      </div>
    </>
  );
}

import { LayoutTemplate } from 'lucide-react';
import { EmptyRow } from '@/components/ui/empty-row';
import { Link } from '@/components/ui/link';
import { RelativeTime } from '@/components/ui/relative-time';
import type { Template } from '@/lib/agent-execution/templates';
import { formatCount } from '@/lib/format/words';

export function TemplateList({ templates }: { templates: Template[] }) {
  return (
    <div className="overflow-clip rounded-md border border-line bg-surface">
      {templates.length === 0 ? (
        <EmptyRow icon={LayoutTemplate} title="No templates yet">
          <p>
            A template is a plan with placeholders for its task. Write one, or save one from a plan that went
            well: “Save as template…” in its menu.
          </p>
        </EmptyRow>
      ) : (
        <ul aria-label="Templates">
          {templates.map(({ id, name, plan_type, steps, version, updated_at }) => (
            <li key={id} className="border-line border-b last:border-b-0">
              <Link
                href={`/templates/${id}`}
                data-row
                className="flex min-h-10 flex-wrap items-center gap-x-4 gap-y-0.5 px-4 py-1.5 transition-colors duration-150 hover:bg-hover"
              >
                <span dir="auto" className="break-text min-w-40 flex-1 font-medium">
                  {name}
                </span>
                <span className="break-text text-meta text-muted">{plan_type}</span>
                <span className="text-meta text-muted tabular-nums">{formatCount(steps.length, 'step')}</span>
                <span className="text-meta text-muted tabular-nums">version {version}</span>
                <RelativeTime at={updated_at} className="text-faint text-meta" />
              </Link>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

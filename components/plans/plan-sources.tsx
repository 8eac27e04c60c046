'use client';

import { FileText, LayoutTemplate, Rows3 } from 'lucide-react';
import { useState, useTransition } from 'react';
import { Button } from '@/components/ui/button';
import { notifyError } from '@/components/ui/notify';
import { TextArea } from '@/components/ui/text-area';
import { planTemplates } from '@/lib/agent-execution/plan-templates';
import type { DraftStep } from '@/lib/agent-execution/step-head';
import type { Template, TemplatePreview } from '@/lib/agent-execution/templates';
import { classNames } from '@/lib/class-names';
import { formatMinutes } from '@/lib/format/duration';
import { formatCount } from '@/lib/format/words';

/** One of the person's own templates. */
export type OwnTemplate = Pick<Template, 'id' | 'name' | 'steps'>;

export interface PlanSourcesProps {
  templates: OwnTemplate[];
  /** The template with its placeholders filled in; null when that failed, which was told then. */
  onFill: (templateId: string) => Promise<TemplatePreview | null>;
  /** Steps to begin with, and the kind of plan where the source tells it. */
  onSteps: (steps: DraftStep[], planType?: string) => void;
}

const ways = [
  { name: 'blank', label: 'By hand', icon: Rows3 },
  { name: 'template', label: 'Template', icon: LayoutTemplate },
  { name: 'markdown', label: 'Markdown', icon: FileText },
] as const;

/** Where the steps of a plan made by hand come from. */
export function PlanSources({ templates, onFill, onSteps }: PlanSourcesProps) {
  const [way, setWay] = useState<(typeof ways)[number]['name']>('blank');
  return (
    <section aria-label="Start from" className="grid gap-3">
      <fieldset className="flex flex-wrap gap-2">
        <legend className="mb-1.5 font-medium">Start from</legend>
        {ways.map(({ name, label, icon: Icon }) => (
          <Button
            key={name}
            aria-pressed={way === name}
            onClick={() => setWay(name)}
            className={classNames(way === name ? 'border-ink' : 'text-muted')}
          >
            <Icon aria-hidden />
            {label}
          </Button>
        ))}
      </fieldset>
      {way === 'template' && <Templates templates={templates} onFill={onFill} onSteps={onSteps} />}
      {way === 'markdown' && <Markdown onSteps={onSteps} />}
    </section>
  );
}

function Templates({ templates, onFill, onSteps }: PlanSourcesProps) {
  const [isFilling, startTransition] = useTransition();
  const fill = (id: string) =>
    startTransition(async () => {
      const filled = await onFill(id);
      if (filled) onSteps(filled.steps, filled.plan_type);
    });
  return (
    <ul aria-busy={isFilling} className="grid gap-2 sm:grid-cols-2 lg:grid-cols-5">
      {templates.map(({ id, name, steps }) => (
        <li key={id}>
          <TemplateButton name={name} steps={steps} onChoose={() => fill(id)} />
        </li>
      ))}
      {planTemplates.map(({ name, plan_type, steps }) => (
        <li key={name}>
          <TemplateButton name={name} steps={steps} onChoose={() => onSteps(steps, plan_type)} />
        </li>
      ))}
    </ul>
  );
}

function TemplateButton({
  name,
  steps,
  onChoose,
}: {
  name: string;
  steps: DraftStep[];
  onChoose: () => void;
}) {
  const minutes = steps.reduce((sum, step) => sum + (step.estimated_duration ?? 0), 0);
  return (
    <button
      type="button"
      onClick={onChoose}
      className="grid h-full w-full content-start rounded-md border border-line bg-surface px-3 py-2 text-left transition-colors duration-150 hover:bg-hover"
    >
      <span className="break-text font-medium">{name}</span>
      <span className="text-meta text-muted tabular-nums">
        {formatCount(steps.length, 'step')}
        {minutes > 0 && ` · ${formatMinutes(minutes)}`}
      </span>
    </button>
  );
}

const EXAMPLE =
  '1. **search**: find papers (30 min)\n2. analyze: read the best ten (2 h)\n3. Write it up (after 1, 2)';

function Markdown({ onSteps }: Pick<PlanSourcesProps, 'onSteps'>) {
  const [text, setText] = useState('');
  const [isReading, startTransition] = useTransition();
  const read = () =>
    startTransition(async () => {
      const { parsePlanMarkdown } = await import('@/lib/agent-execution/parse-plan-markdown');
      const steps = parsePlanMarkdown(text);
      if (steps.length > 0) onSteps(steps);
      else notifyError('There is no step in this text.', 'Paste a list, a checklist or headings.');
    });
  return (
    <div className="grid justify-items-start gap-2">
      <div className="w-full">
        <TextArea
          id="plan-markdown"
          label="Plan in Markdown"
          hint="A list, a checklist or headings: each becomes a step. (30 min) is its estimate, a word and a colon its action, (after 1, 2) what it waits for."
          placeholder={EXAMPLE}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      <Button disabled={text.trim() === ''} isBusy={isReading} onClick={read}>
        Read steps
      </Button>
    </div>
  );
}
